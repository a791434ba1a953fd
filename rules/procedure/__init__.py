"""Who may take which step of a matter, and what a document asks for at it."""
