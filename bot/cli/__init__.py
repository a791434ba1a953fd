"""The command line, a module for each thing an operator does."""
