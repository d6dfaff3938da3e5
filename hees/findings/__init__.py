"""From released and reference data to everything that a reader sees."""
