"""Issues that are one, by the clustering itself or because staff said so, and what they are told to be about."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from alerts.models import Issue, Placement

DECIDED_FIELDS = ("state", "owner_id", "due_on", "fixed_in", "muted_until_voices")
FACET_FIELDS = ("components", "symptoms", "scenes", "triggers", "model_series")
MOST_NAMED = 12


def leading(counted: list[list[object]]) -> frozenset[str]:
    """Return the words told at least half as often as the one told most."""
    most = max((int(count) for _word, count in counted), default=0)  # type: ignore[call-overload]
    return frozenset(str(word) for word, count in counted if 2 * int(count) >= most)  # type: ignore[call-overload]


def with_counts(held: list[list[object]], words: Iterable[str]) -> list[list[object]]:
    """Return [word, count] pairs with these words counted once more, most told first."""
    counts = Counter({str(word): int(count) for word, count in held})  # type: ignore[call-overload]
    counts.update(words)
    return _most_told(counts)


def join_issues(goes: Issue, stays: Issue) -> Issue:
    """All voices, alerts and decisions of `goes` are of `stays`; its state too, if `stays` is new."""
    goes.placements.update(issue=stays)
    Issue.objects.filter(merged_into=goes).update(merged_into=stays)
    goes.merged_into = stays
    goes.save(update_fields=["merged_into"])
    for name in FACET_FIELDS:
        for word, count in getattr(goes, name):
            setattr(stays, name, with_counts(getattr(stays, name), [word] * int(count)))
    stays.opened_at = min(stays.opened_at, goes.opened_at)
    stays.alerted_at = min((at for at in (goes.alerted_at, stays.alerted_at) if at), default=None)
    if stays.state == Issue.State.NEW:
        for name in DECIDED_FIELDS:
            setattr(stays, name, getattr(goes, name))
    goes.changes.update(issue=stays)
    goes.alerts.update(issue=stays)
    stays.save()
    return stays


def recount_issue(issue: Issue) -> Issue:
    """The facets of an issue are those that its standing voices name, and it opened with the first of them."""
    # Who falls away while this counts is found by the next recount: the marks are read before what they stand for.
    mine = Placement.objects.filter(issue=issue)
    fallen, back = list(mine.fallen().values_list("pk", flat=True)), list(mine.come_back().values_list("pk", flat=True))
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACET_FIELDS}
    rows: list[tuple[Any, Any]] = list(
        Placement.objects.standing().filter(issue=issue).values_list("said", "post__posted_at")
    )
    for said, _at in rows:
        for name in FACET_FIELDS:
            counted[name].update(said.get(name, ()))
    for name in FACET_FIELDS:
        setattr(issue, name, _most_told(counted[name]))
    issue.opened_at = min((at for _said, at in rows), default=issue.opened_at)
    issue.save(update_fields=[*FACET_FIELDS, "opened_at"])
    Placement.objects.filter(pk__in=fallen).update(is_counted=False)
    Placement.objects.filter(pk__in=back).update(is_counted=True)
    return issue


def recount_changed_issues() -> int:
    """Every issue is about what its standing voices name, also after posts were deleted; returns how many changed."""
    fallen, back = Placement.objects.fallen(), Placement.objects.come_back()
    changed = {*fallen.values_list("issue_id", flat=True), *back.values_list("issue_id", flat=True)}
    for number in sorted(changed):
        with transaction.atomic():
            recount_issue(Issue.objects.select_for_update().get(pk=number))
    return len(changed)


def _most_told(counts: Counter[str]) -> list[list[object]]:
    return [list(pair) for pair in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NAMED]]
