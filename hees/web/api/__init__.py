"""What anybody may fetch over HTTP without a page: charts, data, claims, editions, the feed, PDFs."""
