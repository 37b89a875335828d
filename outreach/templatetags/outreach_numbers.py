"""Filters for shares and for differences of shares."""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def share(value: float) -> str:
    """Return a share 0…1 in per cent."""
    return f"{floatformat(100 * value, 0)}%"


@register.filter
def points(value: float) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    sign = "−" if value < 0 else "+"
    number = f"{sign}{floatformat(abs(100 * value), 1)}"
    return pgettext("percentage points", "%(number)s points") % {
        "number": number,
    }
