"""What do we say? Scripts with versions and approval, and the FAQ."""
