"""The data for analysis elsewhere: files with labels, their codebook, and what was shortened in them."""
