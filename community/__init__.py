"""What did they say? Circles now; posts and replies later."""
