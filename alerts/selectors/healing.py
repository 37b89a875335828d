"""Who healed what: helpers, circles and topics by their questions.

Each number is that of the rows behind its link.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from alerts.labels import facet_label
from alerts.models import HelperInvitation
from alerts.rules.service_level import median_wait
from alerts.selectors.lexicon import current_lexicon
from alerts.selectors.question_helpers import parts_of
from alerts.selectors.question_states import HEALED_STATES
from community.models import Question
from members.models import Member

HOUR = timedelta(hours=1)
SHOWN_ROWS = 8
# Topics are read out of so many questions at most, the latest ones.
TOPIC_QUESTIONS = 500


@dataclass
class HealingRow:
    """Questions of one circle or topic: how many were asked and healed, and
    the hours to each first answer.
    """

    label: str
    href: str
    asked: int = 0
    healed: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def healed_percent(self) -> int:
        """Return how many of a hundred were healed."""
        return round(100 * self.healed / self.asked) if self.asked else 0

    @property
    def median_hours(self) -> float | None:
        """Return the median time to the first answer of all that were asked."""
        return median_wait(self.hours, self.asked)

    def add(self, question: Question) -> None:
        """Count a question with its state."""
        self.asked += 1
        self.healed += question.state in HEALED_STATES  # type: ignore[attr-defined]
        if question.answered_at:
            waited = question.answered_at - question.post.posted_at
            self.hours.append(waited / HOUR)


def read_healing(
    questions: Sequence[Question],
    *,
    since: date,
) -> dict[str, Any]:
    """Return who healed the most of these questions, and how they went by
    circle and by topic. They were asked since a day and have their state,
    the latest first.
    """
    return {
        "healers": _healers(questions, since),
        "by_circle": _shown(_by_circle(questions, since)),
        "by_topic": _shown(_by_topic(questions, since)),
    }


def _healers(
    questions: Iterable[Question],
    since: date,
) -> list[dict[str, Any]]:
    healed: Counter[int] = Counter()
    thanked: Counter[int] = Counter()
    for one in questions:
        state = one.state  # type: ignore[attr-defined]
        if one.helper_id and state in HEALED_STATES:
            healed[one.helper_id] += 1
            thanked[one.helper_id] += state == Question.State.THANKED
    ranked = sorted(healed, key=lambda pk: (-healed[pk], -thanked[pk], pk))
    best = ranked[:SHOWN_ROWS]
    members = Member.objects.in_bulk(best)
    invited, answered = _invitations_of(best)
    rows = []
    for pk in best:
        row = {
            "member": members[pk],
            "healed": healed[pk],
            "thanked": thanked[pk],
            "invited": invited[pk],
            "answered_after": answered[pk],
            "href": _address(since, status="healed", helper_id=str(pk)),
        }
        rows.append(row)
    return rows


def _invitations_of(
    members: Sequence[int],
) -> tuple[Counter[int], Counter[int]]:
    """Return how often each member was invited, and answered after that."""
    invited: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    valid = HelperInvitation.objects.in_force().filter(member__in=members)
    rows = valid.with_answered().values_list("member_id", "is_answered")
    for member, is_answered in rows:
        invited[member] += 1
        answered[member] += is_answered
    return invited, answered


def _by_circle(
    questions: Iterable[Question],
    since: date,
) -> Iterable[HealingRow]:
    rows: dict[int, HealingRow] = {}
    for one in questions:
        circle = one.post.circle
        if circle is None:
            continue
        if circle.pk not in rows:
            href = _address(since, circle=str(circle.pk))
            rows[circle.pk] = HealingRow(str(circle), href)
        rows[circle.pk].add(one)
    return rows.values()


def _by_topic(
    questions: Sequence[Question],
    since: date,
) -> Iterable[HealingRow]:
    rows: dict[str, HealingRow] = {}
    lexicon = current_lexicon()
    for one in questions[:TOPIC_QUESTIONS]:
        for part in parts_of(one, lexicon):
            if part not in rows:
                href = _address(since, topic=part)
                rows[part] = HealingRow(facet_label(part), href)
            rows[part].add(one)
    return rows.values()


def questions_about(questions: Any, topic: str) -> list[int]:
    """Return the keys of those of the latest of these questions that name a
    part or service.
    """
    lexicon = current_lexicon()
    latest = questions.order_by("-post__posted_at", "-pk")
    found = []
    for one in latest.select_related("post")[:TOPIC_QUESTIONS]:
        if topic in parts_of(one, lexicon):
            found.append(one.pk)
    return found


def _shown(rows: Iterable[HealingRow]) -> list[HealingRow]:
    ranked = sorted(rows, key=lambda row: (-row.asked, row.label))
    return ranked[:SHOWN_ROWS]


def _address(since: date, **filters: str) -> str:
    return "?" + urlencode({**filters, "asked_since": since.isoformat()})
