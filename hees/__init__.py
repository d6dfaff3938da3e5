"""HEES: a bilingual survey and the site that shows what it found."""

__version__ = "0.1.0"
