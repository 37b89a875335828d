"""Members, their identities on other platforms, vehicles and interest tags."""
