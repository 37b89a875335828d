"""The next act of a member in words, with what it rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.rules.newcomers import NEWCOMER_DAYS
from common.calendar import business_date
from common.security.names import staff_name
from community.models import Question
from lifecycle.models import DormancyState
from members.models import Member
from roles.rules.columns import HOLDS_FIELDS
from roles.selectors.newcomers import newcomers
from teamwork.models import Handover, Interaction
from teamwork.rules.next_act import (
    QUIET_DAYS,
    Choice,
    Contact,
    MemberFacts,
    NextAct,
    choose_act,
)
from teamwork.selectors.contacts import Contacts, contact_of, read_contacts


@dataclass(frozen=True, slots=True)
class ShownAct:
    """The next act: why (a sentence), a quieter line, and a button that leads
    there, or posts `post_fields` to `action`; `needs` is the view that the
    reader must be allowed to write.
    """

    act: NextAct
    why: str
    sub: str
    label: str = ""
    href: str = ""
    needs: str = ""
    is_urgent: bool = False
    action: str = ""
    post_fields: Mapping[str, Any] = field(default_factory=dict)


def read_next_act(
    member: Any,
    *,
    promised: Sequence[Interaction],
    handover: Handover | None,
    now: datetime,
    today: date,
) -> ShownAct:
    """Return the next act for a member of members_with_summary(); `promised`
    are their open promises, the earliest first, `handover` is their handover
    that is under way.
    """
    contacts = read_contacts(member, now)
    questions = Question.objects.unanswered().filter(post__author=member)
    question = questions.order_by("post__posted_at").first()
    facts = MemberFacts(
        is_person=member.kind == Member.Kind.PERSON
        and member.merged_into_id is None,
        due_on=promised[0].due_on if promised else None,
        asks=question is not None,
        is_waiting_newcomer=_is_waiting(member, today),
        state=_state_of(member),
        talked_on=business_date(contacts.last_at)
        if contacts.last_at
        else None,
        contact=contact_of(member, today),
        is_handed_over=handover is not None,
    )
    choice = choose_act(facts, today)
    case = _Case(
        member,
        choice,
        list(promised),
        question,
        contacts,
        today,
        facts.contact,
    )
    return _SENTENCES[choice.act](case)


@dataclass(frozen=True, slots=True)
class _Case:
    """What the sentences of a next act need."""

    member: Any
    choice: Choice
    promised: list[Any]
    question: Any
    contacts: Contacts
    today: date
    contact: Contact

    @property
    def contact_note(self) -> str:
        """Return how often somebody talked with them lately, and when last."""
        text = ngettext(
            "%(count)s contact in the last %(days)s days.",
            "%(count)s contacts in the last %(days)s days.",
            self.contacts.count,
        ) % {"count": self.contacts.count, "days": QUIET_DAYS}
        if self.contacts.last_at is None:
            return _("Nobody has talked with them yet.")
        last = _("The last one was on %(day)s.") % {
            "day": business_date(self.contacts.last_at),
        }
        return f"{text} {last}"

    @property
    def talk(self) -> str:
        """Return where an interaction is logged."""
        return reverse("teamwork:interaction_create", args=[self.member.pk])


def _keep_promise(case: _Case) -> ShownAct:
    first = case.promised[0]
    late = (case.today - first.due_on).days
    if late:
        why = ngettext(
            "First keep what was promised, %(count)s day late: %(promise)s",
            "First keep what was promised, %(count)s days late: %(promise)s",
            late,
        ) % {"count": late, "promise": first.promise}
    else:
        why = _("Due today: %(promise)s") % {"promise": first.promise}
    return ShownAct(
        NextAct.KEEP_PROMISE,
        why,
        _("%(name)s promised it. %(note)s")
        % {
            "name": staff_name(first.promise_owner),
            "note": case.contact_note,
        },
        label=_("Keep it or put it off…"),
        href="#promises",
        needs="teamwork:promise_keep",
        is_urgent=bool(late),
    )


def _answer(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.ANSWER,
        _("They asked, and nobody has answered yet."),
        str(case.question),
        label=_("Find somebody to answer"),
        href=case.question.get_absolute_url(),
    )


def _welcome(case: _Case) -> ShownAct:
    member = case.member
    return ShownAct(
        NextAct.WELCOME,
        _("They are new, and nobody has welcomed them yet."),
        case.contact_note,
        label=_("Record a welcome…"),
        href=reverse("roles:welcome_create", args=[member.pk]),
        needs="roles:welcome_create",
    )


def _hand_over(case: _Case) -> ShownAct:
    member = case.member
    name = staff_name(member.primary_contact)
    why = _("%(name)s is away and nobody stands in. Hand them over?")
    if case.contact is Contact.GONE:
        why = _("%(name)s is no longer on the team. Hand them over.")
    return ShownAct(
        NextAct.HAND_OVER,
        why % {"name": name},
        case.contact_note,
        label=_("Hand over…"),
        action=reverse("teamwork:contact_list"),
        post_fields={"act": "handover", "ids": member.pk},
        needs="teamwork:contact_list",
    )


def _talk(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.TALK,
        _("They are cooling. Ask once, in person, how they are."),
        case.contact_note,
        label=_("Log an interaction"),
        href=case.talk,
        needs="teamwork:interaction_create",
    )


def _offer(case: _Case) -> ShownAct:
    return ShownAct(
        NextAct.OFFER,
        _(
            "They are dormant. Only write if you have something they care about."
        ),
        case.contact_note,
    )


def _leave_alone(case: _Case) -> ShownAct:
    why = _("Better leave them alone now, and look again on %(day)s.") % {
        "day": case.choice.on,
    }
    return ShownAct(NextAct.LEAVE_ALONE, why, case.contact_note)


def _prepare(case: _Case) -> ShownAct:
    first = case.promised[0]
    why = _("Promised until %(day)s: %(promise)s") % {
        "day": first.due_on,
        "promise": first.promise,
    }
    return ShownAct(
        NextAct.PREPARE,
        why,
        case.contact_note,
        label=_("Keep it or put it off…"),
        href="#promises",
        needs="teamwork:promise_keep",
    )


def _name_contact(case: _Case) -> ShownAct:
    member = case.member
    roles = [getattr(member, f"role_{name}") for name in HOLDS_FIELDS.values()]
    why = _("Nobody looks after them.")
    if any(roles):
        why = _("They hold a role, and nobody looks after them.")
    return ShownAct(
        NextAct.NAME_CONTACT,
        why,
        case.contact_note,
        label=_("Name a contact"),
        href=reverse("members:member_edit", args=[case.member.pk]),
        needs="members:member_edit",
    )


def _nothing(case: _Case) -> ShownAct:
    if case.member.kind != Member.Kind.PERSON or case.member.merged_into_id:
        return ShownAct(NextAct.NOTHING, "", "")
    why = _("Nothing is waiting here.")
    return ShownAct(NextAct.NOTHING, why, case.contact_note)


_SENTENCES: dict[NextAct, Callable[[_Case], ShownAct]] = {
    NextAct.KEEP_PROMISE: _keep_promise,
    NextAct.ANSWER: _answer,
    NextAct.WELCOME: _welcome,
    NextAct.HAND_OVER: _hand_over,
    NextAct.TALK: _talk,
    NextAct.OFFER: _offer,
    NextAct.LEAVE_ALONE: _leave_alone,
    NextAct.PREPARE: _prepare,
    NextAct.NAME_CONTACT: _name_contact,
    NextAct.NOTHING: _nothing,
}


def _is_waiting(member: Any, today: date) -> bool:
    since = today - timedelta(days=NEWCOMER_DAYS)
    if member.joined_on is None or member.joined_on < since:
        return False
    mine = newcomers(Member.objects.filter(pk=member.pk), since=since)
    return mine.filter(welcomed_at__isnull=True).exists()


def _state_of(member: Any) -> str:
    if member.dormancy_state is None:
        return ""
    return DormancyState.State(member.dormancy_state).name.lower()
