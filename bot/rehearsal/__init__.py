"""A county on this machine: sample counties, a WeCom emulator, scripted stories."""
