"""The board of suggestions: figures, tabs, who made one, and what may be said to
them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import (
    Suggestion,
    SuggestionNotice,
    SuggestionPost,
)
from alerts.rules.suggestion_states import (
    DueAnswer,
    PromiseKept,
    SuggestionState,
    count_kept,
)
from common.calendar import business_date
from common.ui.cards import Card

KEPT_WEEKS = 12
SHOWN_POSTS = 200
SHOWN_ALIKE = 5
SCRIPTS = {
    Suggestion.State.SHIPPED: gettext_lazy(
        "Hello %(name)s, on %(day)s you suggested: “%(said)s” It is done. "
        "%(answer)s Thank you for the idea.",
    ),
    Suggestion.State.DECLINED: gettext_lazy(
        "Hello %(name)s, on %(day)s you suggested: “%(said)s” We have looked "
        "into it and will not do it for now. %(answer)s Thank you for "
        "thinking along.",
    ),
}


def read_suggestion_board(now: datetime) -> dict[str, Any]:
    """Return the figures above the list of suggestions."""
    unmerged = Suggestion.objects.unmerged()
    by_state = dict(
        unmerged.order_by().values_list("state").annotate(count=Count("pk")),
    )
    waiting = SuggestionPost.objects.awaiting_notice()
    kept = kept_promise(now)
    share = None if kept.share is None else round(100 * kept.share)
    return {
        "cards": [
            Card(
                _("Noted, not decided"),
                by_state.get(Suggestion.State.NOTED, 0),
                "?state=heard",
                is_count=True,
            ),
            Card(
                _("Planned"),
                by_state.get(Suggestion.State.PLANNED, 0),
                "?state=planned",
                is_count=True,
            ),
            Card(
                _("With members to inform"),
                unmerged.filter(pk__in=waiting.values("suggestion")).count(),
                "?to_inform=true",
                is_count=True,
            ),
            Card(
                _("Informed in time, of 100 due in 12 weeks"),
                share,
                "?decided=true",
            ),
        ],
    }


def kept_promise(now: datetime) -> PromiseKept:
    """Return how many members were informed within the promised days, of those
    due, about suggestions decided in the last 12 weeks.
    """
    since = now - timedelta(weeks=KEPT_WEEKS)
    entries = (
        SuggestionPost.objects.first_of_members()
        .filter(
            suggestion__decided_at__gte=since,
            suggestion__merged_into__isnull=True,
        )
        .select_related("suggestion", "post")
    )
    informed = informed_at(since)
    answers = []
    for entry in entries:
        suggestion = entry.suggestion
        key = (suggestion.pk, entry.post.author_id, suggestion.outcome)
        answer = DueAnswer(
            # Who joins it later is due the answer from then on.
            from_when=max(suggestion.decided_at, entry.posted_at),
            promised_days=suggestion.promised_days,
            informed_at=informed.get(key),
        )
        answers.append(answer)
    return count_kept(answers, now)


def informed_at(since: datetime) -> dict[tuple[int, int, str], datetime]:
    """Return when each member was informed first, by suggestion, member and
    kind of notice.
    """
    rows = SuggestionNotice.objects.filter(
        sent_at__gte=since,
    ).values_list(
        "entry__suggestion_id",
        "entry__post__author_id",
        "kind",
        "sent_at",
    )
    first: dict[tuple[int, int, str], datetime] = {}
    for suggestion, member, kind, at in rows:
        key = (suggestion, member, kind)
        first[key] = min(at, first.get(key, at))
    return first


def count_suggestion_states(filters: dict[str, str]) -> list[dict[str, Any]]:
    """Return the tabs of the list with their numbers; one is chosen where its
    state, and no other filter, is set.
    """
    rows = Suggestion.objects.unmerged().order_by().values_list("state")
    counts = dict(rows.annotate(count=Count("pk")))
    tabs: list[tuple[Any, int, dict[str, str]]] = [
        (_("All"), sum(counts.values()), {}),
    ]
    for state in Suggestion.State:
        chosen = {"state": state.value}
        tabs.append((state.label, counts.get(state.value, 0), chosen))
    shown = []
    for label, count, chosen in tabs:
        tab = {
            "label": label,
            "count": count,
            "href": f"?{urlencode(chosen)}",
            "is_chosen": chosen == filters,
        }
        shown.append(tab)
    return shown


def read_suggestion(suggestion: Suggestion, now: datetime) -> dict[str, Any]:
    """Return the posts of a suggestion, who waits for the answer and until
    when, its history, and others about the same part.
    """
    entries = (
        suggestion.posts.visible()
        .select_related("post__author", "post__source")
        .prefetch_related(
            Prefetch(
                "notices",
                queryset=SuggestionNotice.objects.select_related("sent_by"),
            ),
        )
        .order_by("posted_at", "pk")
    )
    alike = Suggestion.objects.none()
    if suggestion.topic:
        alike = (
            Suggestion.objects.unmerged()
            .filter(topic=suggestion.topic)
            .exclude(pk=suggestion.pk)
            .with_counts()
            .order_by("-member_count", "-pk")[:SHOWN_ALIKE]
        )
    return {
        "wordings": _by_wording(entries[:SHOWN_POSTS]),
        "to_inform": _to_inform(suggestion, now),
        "changes": suggestion.changes.select_related("changed_by"),
        "alike": alike,
    }


def _by_wording(
    entries: Iterable[SuggestionPost],
) -> list[tuple[SuggestionPost, list[SuggestionPost]]]:
    """Return the first post of each wording, with those that repeat it."""
    by_text: dict[str, list[SuggestionPost]] = {}
    for entry in entries:
        by_text.setdefault(entry.post.text.strip(), []).append(entry)
    return [(first, repeats) for first, *repeats in by_text.values()]


def _to_inform(
    suggestion: Suggestion,
    now: datetime,
) -> list[dict[str, Any]]:
    """Return the members who do not know yet what became of a suggestion, each
    with what may be said and until when.
    """
    waiting = SuggestionPost.objects.awaiting_notice().filter(
        suggestion=suggestion,
    )
    to_inform = []
    for entry in waiting.select_related("post__author").order_by("pk"):
        due_at = DueAnswer(
            max(suggestion.decided_at or entry.posted_at, entry.posted_at),
            suggestion.promised_days,
            None,
        ).due_at
        to_inform.append(
            {
                "entry": entry,
                "member": entry.post.author,
                "text": notice_of(suggestion, entry),
                "due_on": business_date(due_at),
                "is_late": due_at < now,
            },
        )
    return to_inform


def notice_of(suggestion: Suggestion, entry: SuggestionPost) -> str:
    """Return what may be said to the member of a post: what became of their
    suggestion.
    """
    script = SCRIPTS[Suggestion.State(suggestion.outcome)]
    day = business_date(entry.posted_at)
    text = str(script) % {
        "name": entry.post.author,
        "day": formats.date_format(day, "MONTH_DAY_FORMAT"),
        "said": entry.said[:80],
        "answer": suggestion.answer,
    }
    return text.replace("  ", " ")


def next_step(suggestion: Suggestion) -> str:
    """Return what is to be done next about a suggestion."""
    steps = {
        SuggestionState.NOTED: _("Decide: plan or decline it"),
        SuggestionState.PLANNED: _("Ship it, or decline it"),
        SuggestionState.SHIPPED: _("Inform its members"),
        SuggestionState.DECLINED: _("Inform its members"),
        SuggestionState.ANSWERED: "–",
    }
    if suggestion.state == SuggestionState.NOTED and not suggestion.owner_id:
        return _("Say who is responsible")
    return steps[SuggestionState(suggestion.state)]
