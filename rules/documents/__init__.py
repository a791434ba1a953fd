"""What goes over a county's file: check, coverage, overview. Used by the command line alone."""
