"""Staff know better which voices are one issue: merge, split, move, and undo, each remembered by the clustering."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils.translation import gettext as _

from alerts.models import Alert, Issue, IssueChange, IssueCorrection, Placement
from alerts.services.joining import DECIDED_FIELDS, join_issues, recount_issue
from alerts.services.memory import mark_changed, newest_placement, watch_state
from alerts.services.watch import WATCH_LOCK
from common.errors import ReaderError
from common.services.locks import exclusive


@contextmanager
def _correcting() -> Iterator[None]:
    """Nobody hears posts meanwhile, all of it happens or nothing, and no kept memory stays valid."""
    with exclusive(WATCH_LOCK) as held, transaction.atomic():
        if not held:
            raise ReaderError("watch_is_busy", _("Posts are being heard right now. Try again in a minute."), status=409)
        yield
        state = watch_state()
        mark_changed(state)
        state.save(update_fields=["memory_key"])


def merge_issues(*, issue_id: int, other_id: int, user: Any, now: datetime) -> Issue:
    """All voices of the other issue are of this one, and new ones of either will be; returns this one.

    Errors: ReaderError if one of them was merged away already, or both are the same.
    """
    with _correcting():
        stays, goes = _standing_two(issue_id, other_id)
        voices = list(goes.placements.values_list("pk", flat=True))
        before = {
            "alerts": list(goes.alerts.values_list("pk", flat=True)),
            "changes": list(goes.changes.values_list("pk", flat=True)),
            "goes": _decided(goes),
            "stays": _decided(stays),
        }
        _remember(IssueCorrection.Kind.MERGE, goes, stays, voices, user, now, before=before)
        _note(stays, _("Merged with %(other)s.") % {"other": goes}, user, now)
        return join_issues(goes, stays)


def split_issue(*, issue_id: int, voice_ids: Iterable[int], user: Any, now: datetime) -> Issue:
    """These voices are an issue of their own, which the clustering never joins with the old one; returns it.

    Errors: ReaderError if no voice was chosen, one is of another issue, or none would be left.
    """
    with _correcting():
        issue = _standing(issue_id)
        voices = _voices_of(issue, voice_ids)
        _leave_one(issue, voices)
        number = (Issue.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        apart: Issue = Issue.objects.create(number=number, opened_at=min(voice.post.posted_at for voice in voices))
        _remember(IssueCorrection.Kind.SPLIT, issue, apart, [voice.pk for voice in voices], user, now)
        _hand_over(voices, issue, apart)
        _note(issue, _("%(count)s voices became %(other)s.") % {"count": len(voices), "other": apart}, user, now)
        _note(apart, _("Split from %(other)s.") % {"other": issue}, user, now)
        return apart


def move_voices(*, issue_id: int, voice_ids: Iterable[int], to_number: int, user: Any, now: datetime) -> Issue:
    """These voices of an issue are of the standing issue with that number; returns that issue.

    Errors: ReaderError if there is no such other issue, one of the voices is not of this, or none would be left.
    """
    with _correcting():
        issue = _standing(issue_id)
        voices = _voices_of(issue, voice_ids)
        target: Issue | None = Issue.objects.standing().select_for_update().filter(number=to_number).first()
        if target is None or target == issue:
            raise ReaderError("no_such_issue", _("There is no other issue #%(number)s.") % {"number": to_number})
        _leave_one(issue, voices)
        _remember(IssueCorrection.Kind.MOVE, issue, target, [voice.pk for voice in voices], user, now)
        _hand_over(voices, issue, target)
        moved, came = _("%(count)s voices moved to %(other)s."), _("%(count)s voices came from %(other)s.")
        _note(issue, moved % {"count": len(voices), "other": target}, user, now)
        _note(target, came % {"count": len(voices), "other": issue}, user, now)
        return target


def undo_correction(*, correction_id: int, user: Any, now: datetime) -> Issue:
    """The voices are where they were before, and a merged issue is as it was; returns the issue that has them back.

    Errors: ReaderError if it was undone already, or nothing of it is left to undo.
    """
    with _correcting():
        done = IssueCorrection.objects.select_for_update().get(pk=correction_id)
        if done.undone_by_id or done.kind == IssueCorrection.Kind.UNDO:
            raise ReaderError("undone_already", _("This was undone already."), status=409)
        both = Issue.objects.select_for_update().in_bulk([done.goes_number, done.stays_number], field_name="number")
        if len(both) != 2:
            raise ReaderError("nothing_to_undo", _("Its voices belong to other issues since."), status=409)
        goes, stays = both[done.goes_number], _standing_of(both[done.stays_number])
        back = goes if done.kind == IssueCorrection.Kind.MERGE else _standing_of(goes)
        if back == stays:
            raise ReaderError("nothing_to_undo", _("Both have become one issue since."), status=409)
        voices = list(stays.placements.filter(pk__in=done.voices).select_related("post"))
        if not voices:
            raise ReaderError("nothing_to_undo", _("Its voices belong to other issues since."), status=409)
        done.undone_by = _remember(IssueCorrection.Kind.UNDO, stays, back, [v.pk for v in voices], user, now)
        done.save(update_fields=["undone_by"])
        if done.kind == IssueCorrection.Kind.SPLIT:
            join_issues(stays, back)
        else:
            if done.kind == IssueCorrection.Kind.MERGE:
                _stand_again(back, stays, done)
            _hand_over(voices, stays, back)
        _note(back, _("Undone: %(what)s.") % {"what": done.get_kind_display()}, user, now)
        return back


def _stand_again(goes: Issue, stays: Issue, done: IssueCorrection) -> None:
    """A merged issue has its state, alerts and decisions back; the other its own, if it was not decided on since."""
    goes.merged_into = None
    _restore(goes, done.before["goes"])
    Alert.objects.filter(pk__in=done.before["alerts"], issue=stays).update(issue=goes)
    IssueChange.objects.filter(pk__in=done.before["changes"], issue=stays).update(issue=goes)
    is_decided = stays.changes.filter(changed_at__gt=done.made_at).exclude(from_state=F("to_state")).exists()
    if stays.number == done.stays_number and not is_decided:
        _restore(stays, done.before["stays"])
    for issue in (goes, stays):
        issue.alerted_at = issue.alerts.aggregate(first=Min("post__posted_at"))["first"]
        issue.save(update_fields=["alerted_at"])


def _standing(issue_id: int) -> Issue:
    issue: Issue | None = Issue.objects.standing().select_for_update().filter(pk=issue_id).first()
    if issue is None:
        raise ReaderError("not_standing", _("This issue was merged into another."), status=409)
    return issue


def _standing_two(issue_id: int, other_id: int) -> tuple[Issue, Issue]:
    issues = Issue.objects.standing().select_for_update().in_bulk([issue_id, other_id])
    if len(issues) != 2:
        raise ReaderError("not_two_issues", _("Choose another issue that still stands."), status=409)
    return issues[issue_id], issues[other_id]


def _standing_of(issue: Issue) -> Issue:
    return _standing(issue.merged_into_id or issue.pk)


def _voices_of(issue: Issue, voice_ids: Iterable[int]) -> list[Placement]:
    wanted = set(voice_ids)
    voices = list(issue.placements.filter(pk__in=wanted).select_related("post").order_by("pk"))
    if not voices or len(voices) != len(wanted):
        raise ReaderError("choose_voices", _("Choose voices of this issue."))
    return voices


def _leave_one(issue: Issue, voices: list[Placement]) -> None:
    if not issue.placements.exclude(pk__in=[voice.pk for voice in voices]).exists():
        raise ReaderError("none_left", _("No voice would be left: merge the issues instead."), status=409)


def _hand_over(voices: list[Placement], goes: Issue, stays: Issue) -> None:
    Placement.objects.filter(pk__in=[voice.pk for voice in voices]).update(issue=stays)
    recount_issue(goes)
    recount_issue(stays)


def _remember(
    kind: str, goes: Issue, stays: Issue, voices: list[int], user: Any, now: datetime, before: Any = None
) -> IssueCorrection:
    return IssueCorrection.objects.create(
        kind=kind,
        goes_number=goes.number,
        stays_number=stays.number,
        after_placement=newest_placement(),
        voices=voices,
        before=before or {},
        made_at=now,
        made_by=user,
    )


def _note(issue: Issue, note: str, user: Any, now: datetime) -> None:
    IssueChange.objects.create(
        issue=issue, from_state=issue.state, to_state=issue.state, note=note, changed_at=now, changed_by=user
    )


def _decided(issue: Issue) -> dict[str, Any]:
    held = {name: getattr(issue, name) for name in DECIDED_FIELDS}
    return {**held, "due_on": issue.due_on.isoformat() if issue.due_on else None}


def _restore(issue: Issue, held: dict[str, Any]) -> None:
    for name in DECIDED_FIELDS:
        setattr(issue, name, held[name])
    issue.due_on = date.fromisoformat(held["due_on"]) if held["due_on"] else None
    issue.save()
