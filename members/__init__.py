"""Who are they? Members, identities, vehicles, tags."""
