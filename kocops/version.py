"""Which version of kocops this is; the same as in pyproject.toml."""

VERSION = "0.2.0"
