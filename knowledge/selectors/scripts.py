"""What the pages of scripts show."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from knowledge.labels import OUTCOME_LABELS, SHOWN_STATES
from knowledge.models import (
    Script,
    ScriptChange,
    ScriptUse,
    ScriptVersion,
)
from knowledge.rules.expiry import is_usable
from knowledge.rules.outcomes import OUTCOMES
from knowledge.rules.text_diff import Piece, diff_texts
from knowledge.rules.transitions import APPROVED, EXPIRED, OPEN_STATES


def scripts_with_status(today: date) -> QuerySet[Any]:
    """Return scripts with what the list shows: state, version, last day, uses."""
    uses = ScriptUse.objects.filter(version__script=OuterRef("pk"))
    newest = ScriptVersion.objects.filter(script=OuterRef("pk"))
    rows = Script.objects.with_versions(today).select_related("owner")
    return rows.annotate(
        use_count=_counted(uses),
        answered_count=_counted(uses.filter(answered_at__isnull=False)),
        text=Subquery(newest.order_by("-number").values("text")[:1]),
    )


def _counted(uses: QuerySet[Any]) -> Any:
    by_script = uses.order_by().values("version__script")
    return Coalesce(
        Subquery(by_script.annotate(n=Count("pk")).values("n")),
        0,
    )


class OutcomeCount(NamedTuple):
    """How many uses of a script were followed by what."""

    name: str
    label: str
    number: int


def outcome_counts(script: Script, today: date) -> list[OutcomeCount]:
    """Return how often each outcome followed a script, those that did."""
    uses = ScriptUse.objects.filter(version__script=script)
    counts = uses.with_outcome(today).counted_by_outcome()
    found = []
    for name in OUTCOMES:
        if name in counts:
            label = str(OUTCOME_LABELS[name])
            found.append(OutcomeCount(name, label, counts[name]))
    return found


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version with its state in words, and how it differs from the one
    before it, None for the first.
    """

    version: ScriptVersion
    state: str
    label: str
    pieces: list[Piece] | None
    use_count: int
    changes: list[ScriptChange]


def shown_versions(script: Script, today: date) -> list[ShownVersion]:
    """Return the versions of a script, the newest first."""
    rows = script.versions.select_related("author", "approver")
    # Grouping drops the order that the model declares.
    counted = rows.annotate(use_count=Count("uses")).order_by("-number")
    versions = list(counted.prefetch_related("changes__made_by"))
    shown = []
    for at, version in enumerate(versions):
        former = versions[at + 1] if at + 1 < len(versions) else None
        pieces = None
        if former is not None:
            pieces = diff_texts(former.text, version.text)
        state = shown_state(version, today)
        one = ShownVersion(
            version=version,
            state=state,
            label=str(SHOWN_STATES[state]),
            pieces=pieces,
            use_count=version.use_count,
            changes=list(version.changes.all()),
        )
        shown.append(one)
    return shown


def shown_state(version: ScriptVersion, today: date) -> str:
    """Return the state of a version as it is shown: expired once its last day
    is over.
    """
    until = version.valid_until
    if version.state != APPROVED or until is None:
        return str(version.state)
    return APPROVED if is_usable(version.state, until, today) else EXPIRED


def open_version(versions: list[ShownVersion]) -> ScriptVersion | None:
    """Return the version in work, if any."""
    newest = versions[0].version if versions else None
    if newest is not None and newest.state in OPEN_STATES:
        return newest
    return None


def is_expiring(script: Script, today: date) -> bool:
    """Tell whether the approved version expires soon or has expired."""
    versions = ScriptVersion.objects.expiring(today)
    return versions.filter(script=script).exists()


def latest_uses(script: Script, today: date) -> list[Any]:
    """Return the last uses of a script with what followed."""
    uses = ScriptUse.objects.filter(version__script=script)
    rows = uses.with_outcome(today).select_related(
        "member",
        "used_by",
        "version",
    )
    return list(rows[:8])


def usable_scripts(today: date) -> QuerySet[Any]:
    """Return scripts that may be used, with their approved text, its number
    and last day.
    """
    versions = ScriptVersion.objects.usable(today)
    approved = versions.filter(script=OuterRef("pk"))
    rows = Script.objects.usable(today).select_related("owner")
    return rows.annotate(
        approved_text=Subquery(approved.values("text")[:1]),
        approved_number=Subquery(approved.values("number")[:1]),
        approved_until=Subquery(approved.values("valid_until")[:1]),
    )
