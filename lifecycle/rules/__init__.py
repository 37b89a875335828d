"""Pure decisions about how members are doing."""
