"""Pure decisions about what was said."""
