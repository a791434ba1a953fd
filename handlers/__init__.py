"""Commands: one module, one chat command. Plain functions inside one transaction."""
