"""What comes in: the port's edge, who writes, one message in one transaction."""
