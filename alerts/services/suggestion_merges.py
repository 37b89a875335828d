"""Two suggestions that are the same become one, and are two again if that was
wrong.
"""

from datetime import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from alerts.models import Suggestion, SuggestionChange
from alerts.services.suggestions import add_change, lock_suggestion
from common.db.transactions import atomic_with_retry
from common.errors import Conflict

Kind = SuggestionChange.Kind


@atomic_with_retry
def merge_suggestions(
    *,
    suggestion_id: int,
    other_id: int,
    user: Any,
    now: datetime,
) -> SuggestionChange:
    """Move the posts of the other suggestion into this one, and return the row
    of its history by which that can be undone. Later posts alike to either
    join this one.

    Errors: Conflict if both are the same or one was merged away; NotFound if
    there is no such suggestion.
    """
    if suggestion_id == other_id:
        raise Conflict("same_suggestion", _("Choose another suggestion."))
    first, second = sorted((suggestion_id, other_id))
    locked = {pk: lock_suggestion(pk) for pk in (first, second)}
    target, source = locked[suggestion_id], locked[other_id]
    entries = list(source.posts.order_by("pk").values_list("pk", flat=True))
    source.posts.update(suggestion=target)
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    target.opened_at = min(target.opened_at, source.opened_at)
    target.save(update_fields=["opened_at"])
    note = _("Merged with “%(other)s”.") % {"other": source}
    return add_change(
        target,
        Kind.MERGED,
        target.state,
        note,
        user=user,
        now=now,
        merged=source,
        entries=entries,
    )


@atomic_with_retry
def undo_merge(*, change_id: int, user: Any, now: datetime) -> Suggestion:
    """Give a suggestion that was merged away its posts back, and return it.

    Posts that came later, or were split off since, stay where they are.
    Errors: Conflict if it was undone, the suggestion was merged further, or
    none of its posts is left there.
    """
    change = SuggestionChange.objects.get(pk=change_id)
    target = lock_suggestion(change.suggestion_id)
    locked = SuggestionChange.objects.select_for_update(of=("self",))
    change = locked.get(pk=change_id)
    source = change.merged
    if source is None or not change.is_undoable:
        raise Conflict("undone_already", _("This was undone already."))
    held = target.posts.filter(pk__in=change.entries)
    if not held.exists():
        text = _("Its posts belong to other suggestions since.")
        raise Conflict("nothing_to_undo", text)
    held.update(suggestion=source)
    source.merged_into = None
    source.save(update_fields=["merged_into"])
    for one in (source, target):
        _reopen(one)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    note = _("Not the same as “%(other)s” after all.")
    for one, other in ((target, source), (source, target)):
        words = note % {"other": other}
        add_change(one, Kind.UNDONE, one.state, words, user=user, now=now)
    return source


def _reopen(suggestion: Suggestion) -> None:
    """Let a suggestion begin with the first of its posts."""
    first = suggestion.posts.aggregate(first=Min("posted_at"))["first"]
    if first is not None:
        suggestion.opened_at = first
        suggestion.save(update_fields=["opened_at"])
