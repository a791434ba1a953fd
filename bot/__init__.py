"""The world: everything that touches network, process, screen or wall clock."""
