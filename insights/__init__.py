"""What does it add up to? The overview, the member directory, segments, reports."""
