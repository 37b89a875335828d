"""The desk (今天): what waits for one person, in the order in which it should be done; empty when done."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import Issue
from alerts.services.board import OPEN_STATES
from common.access import ANALYST, EDITORS, LEADS, PLANNER
from community.models import Question
from lifecycle.models import DormancyState
from members.models import Member
from roles.querysets import newcomers
from teamwork.models import Handover, Interaction, Nomination, SeenItem

SHOWN, MOST, SEEN_DAYS = 10, 99, 14
NEWCOMER_DAYS, COOLING_DAYS, QUESTION_DAYS = 30, 21, 30
KEPT = "promise"


class Reader(NamedTuple):
    """Whose desk it is, as what, and when."""

    user: Any
    roles: frozenset[str]
    now: datetime
    today: date
    generation: int


class Item(NamedTuple):
    """One thing that waits: what it is, where it is done, why it waits, and whether it is late."""

    kind: str
    number: int
    title: str
    href: str
    note: str
    is_late: bool = False


class Section(NamedTuple):
    """Things of one kind: how many there are (beyond MOST only that), the first of them, and where the rest is."""

    kind: str
    title: str | Promise
    hint: str | Promise
    href: str
    total: str
    items: list[Item]


class _Source(NamedTuple):
    kind: str
    title: Promise
    hint: Promise
    page: str
    rows: Callable[[Reader], QuerySet[Any]]
    item: Callable[[Any, Reader], Item]


def _promises(reader: Reader) -> QuerySet[Any]:
    mine = Interaction.objects.due(reader.today).filter(promise_owner=reader.user)
    return mine.select_related("member").order_by("due_on", "pk")


def _promise(row: Any, reader: Reader) -> Item:
    note = _("promised to %(name)s, due %(day)s") % {"name": row.member, "day": row.due_on}
    return Item(KEPT, row.pk, row.promise, row.get_absolute_url(), note, row.due_on < reader.today)


def _questions(reader: Reader) -> QuerySet[Any]:
    waiting = Question.objects.unanswered()
    mine = Q(care__taken_by=reader.user)
    if reader.roles & EDITORS:
        lately = reader.now - timedelta(days=QUESTION_DAYS)
        mine |= Q(care__escalated_at__isnull=False, care__taken_by__isnull=True, post__posted_at__gte=lately)
    return waiting.filter(mine).select_related("post__author", "care").order_by("-upset", "post__posted_at", "pk")


def _question(row: Any, reader: Reader) -> Item:
    hours = int((reader.now - row.post.posted_at) / timedelta(hours=1))
    told = _("%(name)s has waited for %(hours)s hours") if hours < 72 else _("%(name)s has waited for %(days)s days")
    note = told % {"name": row.post.author, "hours": hours, "days": hours // 24}
    return Item("question", row.pk, row.post.whole_text[:120], row.get_absolute_url(), note, row.upset > 1)


def _newcomers(reader: Reader) -> QuerySet[Any]:
    mine = Member.objects.living().filter(primary_contact=reader.user)
    return newcomers(mine, since=reader.today - timedelta(days=NEWCOMER_DAYS)).filter(welcomed_at__isnull=True)


def _newcomer(row: Any, _reader: Reader) -> Item:
    note = _("joined %(day)s, nobody has welcomed him") % {"day": row.joined_on}
    return Item("newcomer", row.pk, str(row), row.get_absolute_url(), note)


def _nominations(reader: Reader) -> QuerySet[Any]:
    found = Q(pk__in=Nomination.objects.to_tell(reader.user).values("pk"))
    for role in (PLANNER, ANALYST):
        if role in reader.roles:
            waiting = Nomination.objects.waiting_for(role).exclude(proposed_by=reader.user)
            found |= Q(pk__in=waiting.values("pk"))
    if reader.roles & LEADS:
        found |= Q(pk__in=Nomination.objects.to_decide().values("pk"))
    return Nomination.objects.filter(found).select_related("member", "proposed_by").order_by("proposed_at", "pk")


def _nomination(row: Any, reader: Reader) -> Item:
    if row.decided_at:
        note = _("decided: %(state)s") % {"state": row.get_state_display()}
    else:
        note = _("proposed by %(name)s on %(day)s") % {"name": row.proposed_by or "–", "day": row.proposed_at.date()}
    return Item("nomination", row.pk, str(row.member), row.get_absolute_url(), note)


def _cooling(reader: Reader) -> QuerySet[Any]:
    lately = DormancyState.objects.of_generation(reader.generation).filter(
        state=DormancyState.State.COOLING, since__gte=reader.today - timedelta(days=COOLING_DAYS)
    )
    return lately.filter(member__primary_contact=reader.user).select_related("member").order_by("-score", "member_id")


def _cooled(row: Any, _reader: Reader) -> Item:
    note = _("cooling since %(day)s") % {"day": row.since}
    return Item("cooling", row.member_id, str(row.member), row.member.get_absolute_url(), note)


def _issues(reader: Reader) -> QuerySet[Any]:
    return Issue.objects.standing().filter(owner=reader.user, state__in=OPEN_STATES).order_by("due_on", "pk")


def _issue(row: Any, reader: Reader) -> Item:
    note = f"{row.get_state_display()} · {row.due_on}" if row.due_on else str(row.get_state_display())
    return Item("issue", row.pk, str(row), row.get_absolute_url(), note, row.is_overdue(reader.today))


def _handovers(reader: Reader) -> QuerySet[Any]:
    waiting = Handover.objects.filter(to_user=reader.user, state__in=("proposed", "accepted"))
    return waiting.select_related("from_user").order_by("proposed_at", "pk")


def _handover(row: Any, _reader: Reader) -> Item:
    name = row.from_user or "–"
    return Item("handover", row.pk, _("Members of %(name)s") % {"name": name}, row.get_absolute_url(), row.reason)


SOURCES = (
    _Source(KEPT, gettext_lazy("Promises due"), gettext_lazy("Keep them, or tell the member when."),
            "teamwork:interaction_list", _promises, _promise),
    _Source("handover", gettext_lazy("Handovers to me"), gettext_lazy("Accept or refuse; then get to know each."),
            "teamwork:handover_list", _handovers, _handover),
    _Source("question", gettext_lazy("Questions to heal"), gettext_lazy("Nobody has answered in time."),
            "alerts:question_list", _questions, _question),
    _Source("newcomer", gettext_lazy("Newcomers to welcome"), gettext_lazy("Mine, and nobody has answered yet."),
            "roles:newcomer_list", _newcomers, _newcomer),
    _Source("nomination", gettext_lazy("Nominations"), gettext_lazy("To judge, to decide, or decided for you."),
            "teamwork:nomination_list", _nominations, _nomination),
    _Source("cooling", gettext_lazy("Newly cooling members of mine"), gettext_lazy("Ask how they are, not why."),
            "lifecycle:dormancy_board", _cooling, _cooled),
    _Source("issue", gettext_lazy("Issues that wait for me"), gettext_lazy("The next step is mine."),
            "alerts:issue_list", _issues, _issue),
)  # fmt: skip
SEEN_KEYS = {"cooling": "member_id"}


def read_desk(reader: Reader) -> list[Section]:
    """Return the sections that have something in them, in order."""
    since = reader.now - timedelta(days=SEEN_DAYS)
    seen: dict[str, list[int]] = {}
    for kind, number in SeenItem.objects.filter(user=reader.user, seen_at__gte=since).values_list("kind", "number"):
        seen.setdefault(kind, []).append(number)
    return [section for source in SOURCES if (section := _read(source, reader, seen.get(source.kind, []))).items]


def _read(source: _Source, reader: Reader, seen: Iterable[int]) -> Section:
    rows = source.rows(reader)
    if seen:
        rows = rows.exclude(**{f"{SEEN_KEYS.get(source.kind, 'pk')}__in": list(seen)})
    found = list(rows[: MOST + 1])
    total = f"{MOST}+" if len(found) > MOST else str(len(found))
    items = [source.item(row, reader) for row in found[:SHOWN]]
    return Section(source.kind, source.title, source.hint, reverse(source.page), total, items)


def mark_seen(*, user: Any, kind: str, number: int, now: datetime) -> None:
    """The item stays off the person's desk for SEEN_DAYS."""
    SeenItem.objects.update_or_create(user=user, kind=kind, number=number, defaults={"seen_at": now})
