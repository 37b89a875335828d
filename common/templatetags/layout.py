"""Tags and filters for templates: icons, addresses with a changed parameter,
formatted figures and labels.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from common.calendar import business_date, business_zone
from common.rules.personal_numbers import find_personal
from common.security import access
from common.security.names import initials, staff_name
from common.ui.sparkline import week_curve
from common.ui.tables import chance_text, change_text
from common.ui.undo import undo_address

register = template.Library()
register.filter(undo_address)
register.filter(initials)
register.filter(staff_name)


@register.simple_tag
@cache
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
def may(
    context: Mapping[str, Any],
    view_name: str,
    method: str = "GET",
) -> bool:
    """Tell whether the reader may use a view with a method."""
    return access.may(context["request"].user, view_name, method)


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


@register.simple_tag
def spark(weeks: Sequence[int]) -> str:
    """Return the small curve of the last weeks."""
    return week_curve(weeks)


@register.filter
def without(query: str, name: str) -> str:
    """Return a query string without one parameter."""
    kept = QueryDict(query, mutable=True)
    kept.pop(name, None)
    return kept.urlencode()


@register.filter
def business_day(value: date | datetime | None) -> str:
    """Return the business day of a moment as YYYY-MM-DD, whichever zone the
    reader has chosen; "" for none.
    """
    if value is None:
        return ""
    day = business_date(value) if isinstance(value, datetime) else value
    return day.isoformat()


@register.filter
def chance(value: float) -> str:
    """Return a chance 0…1 in whole per cent."""
    return chance_text(value)


@register.filter
def change(value: float, digits: int) -> str:
    """Return a difference with sign, colour and arrow."""
    return change_text(value, digits)


@register.filter
def subject(record: Any) -> str:
    """Return what figures of a row are about, as `data-of` says it: model and key."""
    return f"{record._meta.model_name}:{record.pk}"


@register.filter
def hours_text(hours: int) -> str:
    """Return a time of so many hours in the largest units that fit."""
    days, rest = divmod(max(int(hours), 0), 24)
    parts = []
    if days:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    if rest or not days:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", rest) % {"n": rest})
    return " ".join(parts)


@register.filter
def happened(when: datetime | date, today: date) -> str:
    """Return a moment or day as short as it can be read: the clock for today
    and yesterday, the year only if it is another one. Days are business days.
    """
    day = when
    clock = ""
    if isinstance(when, datetime):
        local = when.astimezone(business_zone())
        day = local.date()
        clock = date_format(local, "H:i")
    if day == today:
        return f"{pgettext('a day', 'today')} {clock}".strip()
    if day == today - timedelta(days=1):
        return f"{gettext('yesterday')} {clock}".strip()
    if day.year == today.year:
        return date_format(day, "m-d")
    return date_format(day, "Y-m-d")


RESULT_LABELS = {
    "batch": _("Delivery"),
    "accepted": _("Accepted"),
    "ignored": _("Ignored"),
    "rejected": _("Rejected"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "refused": _("Rows with errors"),
    "nights": _("Nights"),
    "policy": _("Policy version"),
    "rows": _("Rows"),
    "file": _("File"),
    "removed": _("Rows removed or emptied"),
}


@register.filter
def result_label(name: str) -> str:
    """Return what a name in a job's result is called."""
    return str(RESULT_LABELS.get(name, name))


@register.filter
def field_label(form: Any, name: str) -> str:
    """Return what a form calls one of its fields."""
    return str(form.fields[name].label) if name in form.fields else name


@register.filter
def has_numbers(text: str) -> bool:
    """Tell whether a text holds numbers of people, which are shown masked."""
    return any(True for _one in find_personal(text))


@register.filter
def entry(known: Mapping[str, Any], name: str) -> Any:
    """Return the value a mapping has under a name, None without one."""
    return known.get(name)
