"""The law: pure functions and values. Reads its own data files and nothing else."""
