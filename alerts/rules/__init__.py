"""Pure decisions about what is going wrong."""
