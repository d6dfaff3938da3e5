"""Partnerships from files: columns, values and names understood, shown before anything is written."""
