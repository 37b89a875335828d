"""What kinds of events, their data and those notified are called."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notifications.rules.kinds import Audience

Text = Any

GROUP_LABELS: dict[str, Text] = {
    "issues": _("Alerts and issues"),
    "questions": _("Questions of owners"),
    "work": _("Promises and handovers"),
    "koc": _("KOC, roles and nominations"),
    "campaigns": _("Campaigns and reviews"),
    "data": _("Data and nights"),
}


class KindLabel(NamedTuple):
    """What a kind is called and says.

    name: in lists of kinds · title: of a notification; %(subject)s is what it
    is about · title_outside: where no member may be named, "" if the title
    names none · when: which happening it is.
    """

    name: Text
    title: Text
    when: Text
    title_outside: Text = ""


KIND_LABELS: dict[str, KindLabel] = {
    "alert.raised": KindLabel(
        _("Alert raised"),
        _("New alert: %(subject)s"),
        _("Several owners report the same fault, more than is usual."),
    ),
    "alert.escalated": KindLabel(
        _("Alert nobody confirmed"),
        _("Nobody has confirmed this alert: %(subject)s"),
        _("An alert was not confirmed for as many hours as the team allows."),
    ),
    "alert.regressed": KindLabel(
        _("Fault came back"),
        _("It came back after its fix: %(subject)s"),
        _("Owners report a fault again that counts as fixed."),
    ),
    "issue.state_changed": KindLabel(
        _("State of an issue"),
        _("The state of an issue changed: %(subject)s"),
        _("A colleague or a rule moved an issue to another state."),
    ),
    "ticket.answered": KindLabel(
        _("Ticket answered"),
        _("Engineering answered: %(subject)s"),
        _("The ticket system sent an answer about an issue."),
    ),
    "claim.spreading": KindLabel(
        _("Rumour spreads"),
        _("A rumour spreads: %(subject)s"),
        _("As many people as the thresholds say pass on the same claim."),
    ),
    "question.overdue": KindLabel(
        _("Question overdue"),
        _("Nobody has answered: %(subject)s"),
        _("A question of an owner was not answered in time."),
        _("A question of an owner waits too long for an answer"),
    ),
    "question.backlog": KindLabel(
        _("Many questions overdue"),
        _("Many questions wait too long; the oldest: %(subject)s"),
        _("More questions than can be announced singly were found overdue."),
    ),
    "feed.silent": KindLabel(
        _("Source silent"),
        _("A source has fallen silent: %(subject)s"),
        _("A source sends less than usual; its members only look silent."),
    ),
    "night.missing": KindLabel(
        _("Night missing"),
        _("A night is missing: figures are not up to date"),
        _("By four in the morning the last day has not been computed."),
    ),
    "personal_data.seen_in_bulk": KindLabel(
        _("Many personal values looked at"),
        _("A colleague looks at many personal values one after another"),
        _("Ten phones, VINs or the like were shown in full within an hour."),
    ),
    "dormancy.koc_dormant": KindLabel(
        _("KOC dormant"),
        _("Went dormant: %(subject)s"),
        _("A member who is on the KOC roster or holds a role went dormant."),
        _("A KOC went dormant"),
    ),
    "role.gained": KindLabel(
        _("Role gained"),
        _("Gained a role: %(subject)s"),
        _("The night found a member in a role that they had not held."),
        _("A member gained a role"),
    ),
    "role.lost": KindLabel(
        _("Role lost"),
        _("Lost a role: %(subject)s"),
        _("A member has been too weak in a role for too long."),
        _("A member lost a role"),
    ),
    "nomination.to_judge": KindLabel(
        _("Nomination to judge"),
        _("To judge: the nomination of %(subject)s"),
        _("A colleague proposed a member as KOC."),
        _("A nomination waits for your judgement"),
    ),
    "nomination.decided": KindLabel(
        _("Nomination decided"),
        _("Decided: the nomination of %(subject)s"),
        _("The lead approved or declined a nomination."),
        _("A nomination was decided"),
    ),
    "promise.due": KindLabel(
        _("Promise due"),
        _("A promise is due: %(subject)s"),
        _("What a colleague promised a member is due."),
        _("A promise to a member is due"),
    ),
    "koc_status.began": KindLabel(
        _("Became KOC"),
        _("Became KOC: %(subject)s"),
        _("A nomination was approved, or a lead made a member KOC."),
        _("A member became KOC"),
    ),
    "koc_status.ended": KindLabel(
        _("KOC status ended"),
        _("Is KOC no longer: %(subject)s"),
        _("A lead ended the KOC status of a member."),
        _("A KOC status ended"),
    ),
    "koc_status.review_due": KindLabel(
        _("KOC review due"),
        _("The review is due: %(subject)s"),
        _(
            "The day of the review has come, the KOC has no car any more, or "
            "takes leave in a post.",
        ),
        _("The review of a KOC is due"),
    ),
    "handover.proposed": KindLabel(
        _("Handover proposed"),
        _("A handover waits for your answer: %(subject)s"),
        _("A colleague wants to pass members on."),
    ),
    "campaign.started": KindLabel(
        _("Campaign started"),
        _("Started: %(subject)s"),
        _("A campaign began; its plan is fixed from now on."),
    ),
    "campaign.ended": KindLabel(
        _("Campaign ended"),
        _("Ended, the report is still to be written: %(subject)s"),
        _("A colleague ended a campaign."),
    ),
    "campaign.closed": KindLabel(
        _("Report of a campaign"),
        _("The report is there: %(subject)s"),
        _("A campaign was closed with its report."),
    ),
    "campaign.node_overdue": KindLabel(
        _("Node overdue"),
        _("The day of this node has passed: %(subject)s"),
        _("What a campaign's plan asks for was not done by its day."),
    ),
    "decision.check_due": KindLabel(
        _("Check of a decision due"),
        _("Did it work? Check: %(subject)s"),
        _("The day has come on which a decision of a review is checked."),
    ),
}

# What the values in the data of events are called; those without a label are
# for machines only.
FIELD_LABELS: dict[str, Text] = {
    "severity": _("Severity"),
    "reporter_count": _("Owners who report it"),
    "spreading_people": _("People who spread it"),
    "window_days": _("Within so many days"),
    "from_state": pgettext_lazy("state before", "Before"),
    "to_state": pgettext_lazy("state after", "Now"),
    "ticket_number": _("Ticket"),
    "ticket_fix": _("What fixes it, says engineering"),
    "hours": _("Hours without a confirmation or answer"),
    "asked_at": _("Asked at"),
    "mood": _("Mood"),
    "expected": _("Usual number"),
    "silent_since": _("Silent since"),
    "business_date": _("Business date"),
    "missing_nights": _("Nights missing"),
    "members": _("Members"),
    "questions": _("Questions"),
    "role": _("Role"),
    "state": _("State"),
    "due_on": _("due on"),
    "since": _("KOC since"),
    "ended_on": _("ended on"),
    "end_reason": _("why it ended"),
    "review_on": _("next review"),
    "review_cause": _("why it is reviewed early"),
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "check_on": _("check on"),
}

# Words that stand for stored values in the lines of a notification.
VALUE_LABELS: dict[str, Text] = {
    "critical": _("Critical"),
    "high": _("High"),
    "normal": _("Normal"),
    "low": _("Low"),
    "new": _("New issue"),
    "confirmed": _("Confirmed"),
    "engineering": _("With engineering"),
    "fixed": _("Fixed"),
    "verified": _("Verified"),
    "closed": _("Closed"),
    "regressed": _("Came back"),
    "muted": _("Muted"),
    "accepted": _("Approved"),
    "declined": _("Declined"),
    "calm": _("Calm"),
    "worried": _("Worried"),
    "upset": _("Upset"),
    "geek": _("Technical geek"),
    "social": _("Social queen bee"),
    "aesthetic": _("Aesthetic evangelist"),
    "sold": _("Sold the car"),
    "left": _("Left the community"),
    "quiet": _("Has become quiet"),
    "own_wish": _("Own wish"),
    "paid": _("Works with us for pay"),
    "conduct": _("Broke the rules of the community"),
    "other": _("Another reason"),
    "mistake": _("Entered by mistake"),
    "farewell": _("Takes leave in a post"),
}

# Fields whose stored values are codes: shown only if they have a word.
CODED_FIELDS = frozenset(
    {
        "severity",
        "from_state",
        "to_state",
        "state",
        "role",
        "mood",
        "end_reason",
        "review_cause",
    },
)

AUDIENCE_LABELS: dict[Audience, Text] = {
    Audience.OWNER: _("who is responsible for the issue"),
    Audience.CONTACT: _("the contact of the member"),
    Audience.TAKER: _("who took the question"),
    Audience.PROPOSER: _("who proposed it"),
    Audience.JUDGES: _("planners and analysts"),
    Audience.RECEIVER: _("to whom it was proposed"),
    Audience.PROMISER: _("who keeps the promise"),
    Audience.DOER: _("whose work it is"),
    Audience.ANALYSTS: _("data analysts"),
    Audience.LEADS: _("team leads"),
    Audience.ADMINS: _("administrators"),
}


def kind_label(name: str) -> KindLabel:
    """Return the words of a kind; its name for one that is not declared."""
    return KIND_LABELS.get(name) or KindLabel(name, "%(subject)s", "")
