"""Ways in and out: one folder a chat platform, all behind `Incoming` and `Outgoing`."""
