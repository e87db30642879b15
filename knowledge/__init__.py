"""What may be said: the curated articles, their schema, loading, freshness and search."""
