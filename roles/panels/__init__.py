"""What roles show on pages of other apps."""

from roles.panels.circles import circle_roles_panel
from roles.panels.members import roles_held, roles_panel, roles_summary

__all__ = ["circle_roles_panel", "roles_held", "roles_panel", "roles_summary"]
