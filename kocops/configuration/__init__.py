"""Settings that do not depend on the environment, imported by kocops/settings.py."""
