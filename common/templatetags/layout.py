"""What templates ask for: icons of the sprite, the address with one thing changed, JSON for charts."""

from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

register = template.Library()


@register.simple_tag
def icon(name: str) -> str:
    """Return an icon of static/vendor/icons.svg; it says nothing to screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _sprite(),
        name,
    )


@cache
def _sprite() -> str:
    return static("vendor/icons.svg")


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changes: Any) -> str:
    """Return the query of this page with some parameters changed; None takes one out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def without(query: str, name: str) -> str:
    """Return a query string without one parameter."""
    kept = QueryDict(query, mutable=True)
    kept.pop(name, None)
    return kept.urlencode()


RESULT_LABELS = {
    "batch": _("Delivery"),
    "accepted": _("Accepted"),
    "rejected": _("Rejected"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "refused": _("Rows with errors"),
    "nights": _("Nights"),
    "policy": _("Policy version"),
    "rows": _("Rows"),
}


@register.filter
def result_label(name: str) -> str:
    """Return what a name in a job's result is called."""
    return str(RESULT_LABELS.get(name, name))


@register.filter
def field_label(form: Any, name: str) -> str:
    """Return what a form calls one of its fields."""
    return str(form.fields[name].label) if name in form.fields else name
