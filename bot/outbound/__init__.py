"""What goes out: the sender, batching, stale pushes, retries, card synchronisation."""
