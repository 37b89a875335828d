"""What the page of an issue shows: facets, voices with their reasons, and its curve."""

from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import Issue, IssueCorrection, Placement
from alerts.rules.facets import ANY_MODEL, TERM_KINDS
from alerts.services.wording import facet_label

SHOWN_VOICES, MOST_VOICES = 50, 1000
SHOWN_FACETS = 6
SHOWN_CORRECTIONS = 5
SHOWN_TERMS = 6


def read_issue(issue: Issue, *, whole: bool = False) -> dict[str, Any]:
    """Return what the page shows beside the issue's fields; its first voices, or (`whole`) all that a page holds."""
    placements = (
        Placement.objects.standing()
        .filter(issue=issue)
        .select_related("post", "post__author", "post__source")
        .order_by("post__posted_at")
    )
    voices = list(placements[: MOST_VOICES if whole else SHOWN_VOICES])
    for voice in voices:
        voice.told = [_reason(term, weight) for term, weight in voice.reasons[:SHOWN_TERMS]]
    days = Counter(
        timezone.localtime(at).date().isoformat() for at in placements.values_list("post__posted_at", flat=True)
    )
    return {
        "voices": voices,
        "more_voices": max(sum(days.values()) - len(voices), 0),
        "shows_most": whole,
        "curve": _curve(days),
        "facets": [
            (label, [(facet_label(name), count) for name, count in getattr(issue, field)[:SHOWN_FACETS]])
            for field, label in (
                ("components", _("Parts")),
                ("symptoms", _("Symptoms")),
                ("scenes", _("Scenes")),
                ("triggers", _("Triggers")),
                ("model_series", _("Model series")),
            )
        ],
        "corrections": IssueCorrection.objects.of_issue(issue.number)
        .filter(undone_by__isnull=True)
        .exclude(kind=IssueCorrection.Kind.UNDO)
        .select_related("made_by")[:SHOWN_CORRECTIONS],
        "alerts": issue.alerts.select_related("post", "post__author"),
        "changes": issue.changes.select_related("changed_by"),
    }


def _curve(days: Counter[str]) -> dict[str, Any]:
    voices = [{"name": _("Voices"), "data": [days[day] for day in sorted(days)]}]
    return {"kind": "bar", "x": sorted(days), "series": voices, "unit": _("voices")}


def _reason(term: str, weight: float) -> dict[str, Any]:
    """Return a shared term as a reader would say it: facets by name, words as they are."""
    kind, _mark, rest = term.partition("|")
    named = rest if kind in TERM_KINDS else term
    parts = [facet_label(part) for part in named.split("|") if part and part != ANY_MODEL]
    return {"term": " · ".join(parts), "weight": weight}
