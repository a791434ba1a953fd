"""Commands that ask and change nothing: one module each, with its `COMMANDS`."""
