"""What staff decide about suggestions: planned, shipped or declined; who is
responsible; split; and which members were informed. Merging is in
alerts/services/suggestion_merges.py.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from alerts.models import (
    SUGGESTION_LENGTH,
    Suggestion,
    SuggestionChange,
    SuggestionNotice,
    SuggestionPost,
)
from alerts.rules.suggestion_states import (
    NEXT_SUGGESTION_STATES,
    OUTCOMES,
    SuggestionState,
)
from alerts.services.notice_gate import refused_owners
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, NotFound

State = Suggestion.State
Kind = SuggestionChange.Kind


@atomic_with_retry
def change_suggestion(
    *,
    suggestion_id: int,
    from_state: str = "",
    to_state: str,
    note: str = "",
    answer: str = "",
    user: Any,
    now: datetime,
) -> Suggestion:
    """Give a suggestion its next state, and return it.

    Shipped or declined, its members are due the answer within the promised
    days from now.
    Errors: Conflict if somebody changed it meanwhile or the state does not
    follow; Invalid if it is declined without a reason.
    """
    suggestion = lock_suggestion(suggestion_id)
    if from_state and from_state != suggestion.state:
        text = _("Somebody changed it meanwhile: it is “%(state)s” now.")
        shown = {"state": suggestion.get_state_display()}
        raise Conflict("state_changed", text % shown)
    if to_state not in NEXT_SUGGESTION_STATES[suggestion.state]:
        text = _("From “%(state)s” it cannot become that.")
        shown = {"state": suggestion.get_state_display()}
        raise Conflict("no_transition", text % shown)
    if to_state == State.DECLINED and not answer:
        text = _("Write why it is declined, as members may know it.")
        raise Invalid("no_reason", text, where={"field": "answer"})
    before = suggestion.state
    suggestion.state = to_state
    is_decided = SuggestionState(to_state) in OUTCOMES
    suggestion.outcome = to_state if is_decided else ""
    suggestion.decided_at = now if is_decided else None
    if answer:
        suggestion.answer = answer
    suggestion.save()
    add_change(suggestion, Kind.STATE, before, note, user=user, now=now)
    return suggestion


@atomic_with_retry
def edit_suggestion(
    *,
    suggestion_id: int,
    name: str,
    owner: Any,
    promised_days: int,
    user: Any,
    now: datetime,
) -> Suggestion:
    """Rename a suggestion, and set who is responsible and the promised days;
    return it.
    """
    suggestion = lock_suggestion(suggestion_id)
    wanted = {"name": name, "owner": owner, "promised_days": promised_days}
    changed = []
    for field, value in wanted.items():
        if getattr(suggestion, field) != value:
            setattr(suggestion, field, value)
            label = Suggestion._meta.get_field(field).verbose_name  # type: ignore[union-attr]
            shown = {"label": label, "value": value or "–"}
            changed.append(_("%(label)s: %(value)s") % shown)
    if changed:
        suggestion.save(update_fields=list(wanted))
        note = " · ".join(changed)[:500]
        add_change(
            suggestion,
            Kind.EDITED,
            suggestion.state,
            note,
            user=user,
            now=now,
        )
    return suggestion


@atomic_with_retry
def split_suggestion(
    *,
    suggestion_id: int,
    entry_ids: Iterable[int],
    user: Any,
    now: datetime,
) -> Suggestion:
    """Make these posts a suggestion of their own, and return it. Later posts
    alike to them join it.

    Errors: Invalid if no post was chosen, one is of another suggestion, or
    none would be left.
    """
    suggestion = lock_suggestion(suggestion_id)
    chosen = set(entry_ids)
    entries = suggestion.posts.filter(pk__in=chosen)
    if not chosen or entries.count() != len(chosen):
        text = _("Choose posts of this suggestion.")
        raise Invalid("no_posts", text, where={"field": "posts"})
    if suggestion.posts.count() == len(chosen):
        text = _("At least one post has to stay.")
        raise Invalid("none_left", text, where={"field": "posts"})
    earliest = entries.earliest("posted_at", "pk")
    split: Suggestion = Suggestion.objects.create(
        name=earliest.said[:SUGGESTION_LENGTH],
        topic=earliest.topic,
        opened_at=earliest.posted_at,
        owner=suggestion.owner,
        promised_days=suggestion.promised_days,
    )
    entries.update(suggestion=split)
    first = suggestion.posts.aggregate(first=Min("posted_at"))["first"]
    suggestion.opened_at = first
    suggestion.save(update_fields=["opened_at"])
    became = _("Split off: “%(other)s”.") % {"other": split}
    came = _("Split from “%(other)s”.") % {"other": suggestion}
    state = suggestion.state
    add_change(suggestion, Kind.SPLIT, state, became, user=user, now=now)
    add_change(split, Kind.SPLIT, split.state, came, user=user, now=now)
    return split


@atomic_with_retry
def mark_informed(
    *,
    suggestion_id: int,
    entry_ids: Sequence[int],
    user: Any,
    now: datetime,
) -> int:
    """Record that the members of these posts were informed what became of the
    suggestion; return how many had not been before. Once all are, it is
    answered.

    Members whom the rules of contact keep from it go on waiting.
    """
    suggestion = lock_suggestion(suggestion_id)
    waiting = SuggestionPost.objects.awaiting_notice().filter(
        suggestion=suggestion,
    )
    chosen = list(
        waiting.filter(pk__in=list(entry_ids)).select_related("post")
    )
    authors = {entry.post.author_id for entry in chosen}
    refused = refused_owners(authors, now=now, user=user)
    notices = []
    for entry in chosen:
        if entry.post.author_id in refused:
            continue
        notice = SuggestionNotice(
            entry=entry,
            kind=suggestion.outcome,
            sent_at=now,
            sent_by=user,
        )
        notices.append(notice)
    SuggestionNotice.objects.bulk_create(notices)
    is_answered = suggestion.outcome and not waiting.exists()
    if is_answered and suggestion.state != State.ANSWERED:
        before = suggestion.state
        suggestion.state = State.ANSWERED
        suggestion.save(update_fields=["state"])
        add_change(suggestion, Kind.STATE, before, "", user=user, now=now)
    return len(notices)


def lock_suggestion(suggestion_id: int) -> Suggestion:
    """Lock a suggestion that was not merged away.

    Errors: NotFound if there is none, Conflict if it was merged.
    """
    rows = Suggestion.objects.select_for_update(of=("self",))
    suggestion: Suggestion | None = rows.filter(pk=suggestion_id).first()
    if suggestion is None:
        raise NotFound("no_suggestion", _("There is no such suggestion."))
    if suggestion.merged_into_id:
        raise Conflict("merged_away", _("It was merged into another one."))
    return suggestion


def add_change(
    suggestion: Suggestion,
    kind: SuggestionChange.Kind,
    before: str,
    note: str,
    *,
    user: Any,
    now: datetime,
    **more: Any,
) -> SuggestionChange:
    """Write what was decided into the history of a suggestion; return the row."""
    return SuggestionChange.objects.create(
        suggestion=suggestion,
        kind=kind,
        from_state=before,
        to_state=suggestion.state,
        note=note,
        changed_at=now,
        changed_by=user,
        **more,
    )
