"""Numbers for monitoring, in the text format of Prometheus."""
