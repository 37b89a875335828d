"""Platforms that send data: connections, and what their rows mean in ours."""
