"""What a document demands by when: calendar, periods, duties, and the documents' own files."""
