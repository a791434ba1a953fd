"""Figures to hold, measured as ratios in one run on one machine: python -m bench."""
