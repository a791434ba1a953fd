"""What keeps it running: lease, health, doctor, calendars, address book, backups."""
