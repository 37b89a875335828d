"""Who could be written to today, who not and why."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.selectors.freshness import freshness_of
from common.calendar import business_date
from common.security.access import may
from outreach.labels import reason_label, refusal_text
from outreach.models.choices import Purpose, Way
from outreach.rules.gate import REASONS
from outreach.selectors.gate import Gate
from outreach.selectors.gate_page import GatePage, read_gate_page

MAX_DIGITS = 6


def gate_page(request: HttpRequest) -> HttpResponse:
    """Show the counts of each reason, and the members who have one of them."""
    now = timezone.now()
    gate = Gate(now)
    purpose = _chosen(request, "purpose", Purpose.values, Purpose.OPPORTUNITY)
    way = _chosen(request, "way", Way.values, "")
    reason = _chosen(request, "reason", REASONS, "")
    found = read_gate_page(
        gate,
        purpose=purpose,
        way=way,
        reason=reason,
        page=_page(request),
    )
    calendar = gate.clock.calendar
    kept = {"purpose": purpose, "way": way}
    context = {
        "title": _("Who may be written to"),
        "purposes": Purpose.choices,
        "ways": Way.choices,
        "purpose": purpose,
        "way": way,
        "reason": reason,
        "reason_label": reason_label(reason) if reason else "",
        "found": found,
        "rows": _rows(found),
        "counts": _counts(found, kept),
        "allowed_href": f"?{urlencode(kept)}#rows",
        "pages": _pages(found, {**kept, "reason": reason}),
        "version": gate.version,
        "policy": gate.policy,
        "rule": gate.rule_of(purpose),
        "hours_text": _hours_text(gate),
        "is_calendar_known": calendar.is_known(business_date(now)),
        "known_until": calendar.known_until,
        "freshness": freshness_of(request, now),
        "may_change": may(request.user, "outreach:policy_create", "POST"),
    }
    return render(request, "outreach/gate_page.html", context)


def _rows(found: GatePage) -> list[dict[str, Any]]:
    rows = []
    for row in found.rows:
        decision = row.decision
        text = _("May be written to")
        if decision.reason is not None:
            text = refusal_text(decision.reason, decision.allowed_at)
        rows.append({"member": row.member, "text": text})
    return rows


def _hours_text(gate: Gate) -> str:
    """Return that messages wait now, and until when; "" if none has to."""
    hours = gate.clock.hours(gate.now)
    after = gate.clock.next_lawful(gate.now)
    if hours.reason is None or after is None:
        return ""
    said = refusal_text(hours.reason, after)
    return _("Now: %(why)s. Until then messages wait.") % {"why": said}


def _counts(found: GatePage, kept: dict[str, str]) -> list[dict[str, Any]]:
    counts = []
    for one in found.counts:
        if one.reason is None:
            continue
        query = urlencode({**kept, "reason": one.reason.value})
        counts.append(
            {
                "label": reason_label(one.reason),
                "count": one.count,
                "href": f"?{query}#rows",
            },
        )
    return counts


def _pages(found: GatePage, kept: dict[str, str]) -> dict[str, str]:
    """Return the addresses of the page before and after."""
    pages = {}
    if found.page > 1:
        query = urlencode({**kept, "page": found.page - 1})
        pages["before"] = f"?{query}#rows"
    if found.page < found.page_count:
        query = urlencode({**kept, "page": found.page + 1})
        pages["after"] = f"?{query}#rows"
    return pages


def _chosen(
    request: HttpRequest,
    name: str,
    known: Any,
    default: str,
) -> str:
    value = request.GET.get(name, "")
    return value if value in list(known) else str(default)


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < MAX_DIGITS
    return int(text) if is_number else 1
