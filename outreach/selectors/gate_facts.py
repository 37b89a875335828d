"""The facts of the contact gate, read for one member or for many with the same
few queries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from numpy.typing import NDArray

from activity.selectors.nights import published
from alerts.models import Issue, IssueReport, OwnerNotice, SuggestionNotice
from common.calendar import business_date, day_begins
from community.models import Question
from lifecycle.models import DormancyState
from members.models import Erasure, Member, MemberConsent
from outreach.models import ContactStop, OutreachMessage
from outreach.rules.gate import NEVER, ContactFacts
from outreach.rules.gate_arrays import FactColumns
from outreach.rules.policy import MOST_DAYS, Policy
from teamwork.models import Interaction

# An older complaint or question is not what a member thinks of now.
OPEN_DAYS = 180
OPEN_ISSUES = (
    Issue.State.NEW,
    Issue.State.CONFIRMED,
    Issue.State.ENGINEERING,
    Issue.State.REGRESSED,
)


@dataclass(frozen=True)
class Asked:
    """For whom the facts are read; `ids` None: for all unmerged members.

    way: the channel that is asked for · without_message: a message that is
    about to go and does not count against itself.
    """

    now: datetime
    policy: Policy
    ids: Sequence[int] | None = None
    way: str = ""
    without_message: int | None = None

    @property
    def since(self) -> datetime:
        """The moment from which contacts can matter to any limit."""
        limits = [self.policy.dormant_cap, self.policy.other_cap]
        limits.extend(self.policy.quotas.values())
        days = max(limit.days for limit in limits)
        return self.now - timedelta(days=min(days, MOST_DAYS))

    def of(self, rows: Any, field: str) -> Any:
        """Return the rows that belong to those for whom is asked."""
        if self.ids is None:
            return rows
        return rows.filter(**{f"{field}__in": self.ids})


@dataclass(frozen=True)
class MemberFacts:
    """Members with their facts, a column each; ids ascend."""

    ids: NDArray[np.int64]
    columns: FactColumns


def read_facts(asked: Asked) -> MemberFacts:
    """Return the facts of members."""
    members = asked.of(Member.objects.order_by("pk"), "pk")
    if asked.ids is None:
        members = members.filter(merged_into__isnull=True)
    ids = _ids(members, "pk")
    # Who asked to be erased is nobody to write to until it is done.
    others = members.filter(
        ~Q(kind=Member.Kind.PERSON) | Exists(_open_erasures()),
    )
    merged = members.filter(merged_into__isnull=False)
    contacts = _contacts(asked, ids)
    channel = _channel_contacts(asked, ids)
    columns = FactColumns(
        is_person=~np.isin(ids, _ids(others, "pk")),
        is_merged=np.isin(ids, _ids(merged, "pk")),
        consent=_consents(asked, ids),
        stopped_until=_stops(asked, ids),
        has_complaint=np.isin(ids, _complaining(asked)),
        has_question=np.isin(ids, _asking(asked)),
        is_dormant=np.isin(ids, _dormant(asked)),
        is_held_out=np.zeros(len(ids), dtype=bool),
        contact_rows=contacts[0],
        contact_times=contacts[1],
        channel_rows=channel[0],
        channel_times=channel[1],
    )
    return MemberFacts(ids, columns)


def facts_of(asked: Asked, member_id: int) -> ContactFacts:
    """Return the facts of one member, as `decide()` takes them."""
    found = read_facts(
        Asked(
            asked.now,
            asked.policy,
            [member_id],
            asked.way,
            asked.without_message,
        ),
    )
    return row_facts(found.columns, 0)


def row_facts(columns: FactColumns, row: int) -> ContactFacts:
    """Return one row of the columns."""
    consent = int(columns.consent[row])
    return ContactFacts(
        is_person=bool(columns.is_person[row]),
        is_merged=bool(columns.is_merged[row]),
        consent=None if consent < 0 else bool(consent),
        stopped_until=float(columns.stopped_until[row]),
        has_complaint=bool(columns.has_complaint[row]),
        has_question=bool(columns.has_question[row]),
        is_dormant=bool(columns.is_dormant[row]),
        contacts=tuple(
            columns.contact_times[columns.contact_rows == row].tolist()
        ),
        channel_contacts=tuple(
            columns.channel_times[columns.channel_rows == row].tolist()
        ),
        is_held_out=bool(columns.is_held_out[row]),
    )


def _open_erasures() -> QuerySet[Erasure]:
    """Return the erasures of a member that are asked for and not done."""
    rows = Erasure.objects.order_by()
    return rows.filter(member=OuterRef("pk"), done_at__isnull=True)


def _consents(asked: Asked, ids: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return for each member what they said last: 1, 0, or -1 for nothing."""
    rows = MemberConsent.objects.filter(purpose=MemberConsent.Purpose.OUTREACH)
    said = asked.of(rows, "member").order_by()
    last = said.values("member_id").annotate(last=Max("pk")).values("last")
    latest = MemberConsent.objects.filter(pk__in=last).order_by()
    found = np.full(len(ids), -1, dtype=np.int8)
    for is_given in (False, True):
        members = _ids(latest.filter(is_given=is_given), "member_id")
        places = _places(ids, members)
        found[places[places >= 0]] = int(is_given)
    return found


def _stops(
    asked: Asked,
    ids: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return until when each member is stopped, 0 for not at all."""
    today = business_date(asked.now)
    rows = asked.of(ContactStop.objects.in_force(today), "member")
    found = np.zeros(len(ids))
    for member_id, until in rows.values_list("member_id", "until"):
        place = _places(ids, [member_id])[0]
        if place >= 0:
            end = NEVER if until is None else day_begins(until).timestamp()
            found[place] = max(found[place], end)
    return found


def _complaining(asked: Asked) -> NDArray[np.int64]:
    """Return who reports a fault that staff have not fixed or closed."""
    reports = IssueReport.objects.visible().filter(
        issue__state__in=OPEN_ISSUES,
        issue__alerted_at__isnull=False,
        post__posted_at__gte=asked.now - timedelta(days=OPEN_DAYS),
        post__is_history=False,
    )
    return _members_of(asked, reports, "post__author")


def _asking(asked: Asked) -> NDArray[np.int64]:
    """Return whose question nobody has answered."""
    questions = Question.objects.unanswered().filter(
        post__posted_at__gte=asked.now - timedelta(days=OPEN_DAYS),
        post__is_history=False,
    )
    return _members_of(asked, questions, "post__author")


def _dormant(asked: Asked) -> NDArray[np.int64]:
    """Return who was dormant in the last night."""
    night = published()
    if night is None:
        return np.array([], dtype=np.int64)
    states = DormancyState.objects.of_generation(night.generation)
    dormant = states.filter(state=DormancyState.State.DORMANT)
    return _members_of(asked, dormant, "member")


def _members_of(
    asked: Asked,
    rows: QuerySet[Any],
    field: str,
) -> NDArray[np.int64]:
    return _ids(asked.of(rows, field).order_by().distinct(), field)


def _ids(rows: Any, field: str) -> NDArray[np.int64]:
    """Return one column of numbers."""
    numbers = rows.values_list(field, flat=True)
    return np.fromiter(numbers.iterator(chunk_size=5_000), dtype=np.int64)


Moments = tuple[NDArray[np.int64], NDArray[np.float64]]


def _contacts(asked: Asked, ids: NDArray[np.int64]) -> Moments:
    """Return who was written to or talked with when, over all staff and
    channels. The answer to a message of ours is no contact by us.
    """
    talks = asked.of(Interaction.objects, "member").filter(
        happened_at__gt=asked.since,
        outreach_message__isnull=True,
    )
    notices = asked.of(OwnerNotice.objects, "report__post__author").filter(
        sent_at__gt=asked.since,
    )
    answers = asked.of(SuggestionNotice.objects, "entry__post__author").filter(
        sent_at__gt=asked.since,
    )
    pairs = [
        *_messages(asked).values_list("member_id", "claimed_at"),
        *talks.order_by().values_list("member_id", "happened_at"),
        *notices.order_by().values_list("report__post__author", "sent_at"),
        *answers.order_by().values_list("entry__post__author", "sent_at"),
    ]
    return _as_columns(ids, pairs)


def _channel_contacts(asked: Asked, ids: NDArray[np.int64]) -> Moments:
    """Return who was written to when through the channel that is asked for."""
    if asked.policy.quota_of(asked.way) is None:
        return _as_columns(ids, [])
    sent = _messages(asked).filter(way=asked.way)
    pairs = list(sent.values_list("member_id", "claimed_at"))
    return _as_columns(ids, pairs)


def _messages(asked: Asked) -> Any:
    rows = OutreachMessage.objects.contacts().filter(
        claimed_at__gt=asked.since,
    )
    if asked.without_message is not None:
        rows = rows.exclude(pk=asked.without_message)
    return asked.of(rows, "member").order_by()


def _as_columns(
    ids: NDArray[np.int64],
    pairs: Iterable[tuple[int, datetime]],
) -> Moments:
    """Return row numbers and moments; those of other members are left out."""
    known = list(pairs)
    places = _places(ids, [pair[0] for pair in known])
    times = np.array([pair[1].timestamp() for pair in known], dtype=float)
    is_known = places >= 0
    return places[is_known], times[is_known]


def _places(
    ids: NDArray[np.int64],
    wanted: Sequence[int] | NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the row number of each wanted id, -1 for one that has no row."""
    asked = np.asarray(wanted, dtype=np.int64)
    if not len(ids):
        return np.full(len(asked), -1, dtype=np.int64)
    places = np.searchsorted(ids, asked)
    places[places == len(ids)] = 0
    return np.where(ids[places] == asked, places, -1)
