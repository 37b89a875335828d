"""How long a question may wait for its first answer."""

SERVICE_LEVEL_HOURS = 24
