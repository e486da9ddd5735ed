"""Measurements. Each prints ratios or sizes and writes nothing into the repository."""
