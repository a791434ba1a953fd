"""The clock: decides what has come due and leaves it in the outbox; sends nothing."""
