"""The words of the stages through which newcomers pass."""

from django import template

from roles.labels import STAGE_LABELS
from roles.rules.newcomer_flow import Stage

register = template.Library()


@register.filter
def stage_label(stage: int) -> str:
    """Return what a stage is called."""
    return str(STAGE_LABELS[Stage(stage)])
