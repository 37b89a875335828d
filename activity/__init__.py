"""What did they do? Append-only events, ingest, nights."""
