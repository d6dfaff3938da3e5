"""Who is invited: the list, the private links, what is mailed to whom and when, and what comes of it."""
