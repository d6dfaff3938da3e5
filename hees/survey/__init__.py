"""Answering: what is asked next, what counts as an answer, and keeping it safely."""
