"""Who is notified of what happened, where, and whether they confirmed."""
