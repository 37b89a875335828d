"""The parts of the list of issues, with how many there are of each."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from alerts.models import Issue

# An issue that has raised no alert is watched if its reports name a symptom;
# the others share everyday words.
NAMES_SYMPTOM = ~Q(symptoms=[])
ALERTED = Q(alerted_at__isnull=False)
WATCHED = ~ALERTED & NAMES_SYMPTOM
EVERYDAY = ~ALERTED & ~NAMES_SYMPTOM
# What the parameter `group` of the list chooses.
GROUPS = {"watched": WATCHED, "everyday": EVERYDAY, "all": Q()}
Tab = tuple[str, int, dict[str, str]]


def count_states(filters: dict[str, str]) -> list[dict[str, Any]]:
    """Return the tabs of the list with their numbers: alerted issues, these by
    state, those that are watched, those of everyday words, historic ones, and
    all.

    A tab is chosen where these filters, and no others, are set; without any
    the alerted ones are shown.
    """
    issues = Issue.objects.unmerged()
    counts = issues.news().aggregate(
        every=Count("pk"),
        alerted=Count("pk", filter=ALERTED),
        watched=Count("pk", filter=WATCHED),
        everyday=Count("pk", filter=EVERYDAY),
    )
    historic = issues.historic().count()
    tabs: list[Tab] = [(_("Alerted"), counts["alerted"], {}), *_by_state()]
    more: tuple[Tab, ...] = (
        (_("Watched"), counts["watched"], {"group": "watched"}),
        (_("Everyday words"), counts["everyday"], {"group": "everyday"}),
        (_("History"), historic, {"historic": "true"}),
    )
    tabs += [tab for tab in more if tab[1]]
    tabs.append((_("All"), counts["every"], {"group": "all"}))
    asked = {} if filters == {"alerted": "true"} else filters
    shown = []
    for label, count, chosen in tabs:
        tab = {
            "label": label,
            "count": count,
            "href": f"?{urlencode(chosen)}",
            "is_chosen": chosen == asked,
        }
        shown.append(tab)
    return shown


def _by_state() -> list[Tab]:
    """Return a tab for each state that alerted issues are in."""
    rows = Issue.objects.unmerged().filter(ALERTED).order_by()
    counts = dict(rows.values_list("state").annotate(count=Count("pk")))
    tabs: list[Tab] = []
    for state in Issue.State:
        if state in counts:
            chosen = {"alerted": "true", "state": state.value}
            tabs.append((str(state.label), counts[state], chosen))
    return tabs
