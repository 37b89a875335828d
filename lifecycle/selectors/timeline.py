"""What lifecycle adds to the time line of a member: their states, and what
colleagues said against one.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.security.names import staff_name
from common.ui.timeline import Entry, ListSource, RowSource, Subject
from lifecycle.models import DormancyDispute, DormancyState
from lifecycle.selectors.explaining import spell_rows

STATES = "states"


def _states(subject: Subject) -> list[Entry]:
    states = DormancyState.objects.of_generation(subject.generation)
    state = states.filter(member=subject.member).first()
    if state is None:
        return []
    entries = []
    rows = spell_rows(bytes(state.spells))
    for number, row in enumerate(reversed(rows)):
        entry = Entry(
            number,
            row["started_on"],
            "activity",
            str(row["label"]),
            state=row["state"],
        )
        entries.append(entry)
    return entries


def _disputes(subject: Subject) -> QuerySet[Any]:
    made = DormancyDispute.objects.filter(member=subject.member)
    return made.select_related("created_by")


def _disputed(dispute: DormancyDispute) -> Entry:
    text = _("“%(state)s” was disputed: %(reason)s") % {
        "state": dispute.get_disputed_state_display(),
        "reason": dispute.reason,
    }
    who = staff_name(dispute.created_by)
    return Entry(dispute.pk, dispute.created_at, "message", text, sub=who)


TIMELINE = (
    ListSource("states", STATES, _states),
    RowSource("disputes", STATES, "created_at", _disputes, _disputed),
)
