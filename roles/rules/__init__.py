"""Pure decisions about who has become what."""
