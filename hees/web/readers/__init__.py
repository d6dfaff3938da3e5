"""Parts of the pages for readers: the findings, partnerships, resources, recommendations, releases."""
