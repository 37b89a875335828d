"""What the sets of members by week are called."""

from django.utils.translation import gettext_lazy as _

from activity.labels import DIMENSION_LABELS
from activity.rules.kinds import DIMENSIONS
from activity.rules.member_sets import ACTIVE, NEW, RETURNING
from lifecycle.rules.state_sets import (
    MOVED_STATES,
    NAMED_STATES,
    in_state,
    moved_to,
)
from lifecycle.rules.states import State

_STATES = {
    State.ACTIVE: _("active at the end of the week"),
    State.COOLING: _("cooling at the end of the week"),
    State.DORMANT: _("dormant at the end of the week"),
    State.RETURNED: _("returned at the end of the week"),
}
_MOVED = {
    State.COOLING: _("began to cool"),
    State.DORMANT: _("became dormant"),
    State.RETURNED: _("came back from dormancy"),
}
WEEK_SET_CHOICES = [
    (ACTIVE, _("had any activity")),
    (NEW, _("first activity")),
    (RETURNING, _("back after 28 silent days")),
    *((one.name.lower(), DIMENSION_LABELS[one]) for one in DIMENSIONS),
    *((in_state(state), _STATES[state]) for state in NAMED_STATES),
    *((moved_to(state), _MOVED[state]) for state in MOVED_STATES),
]
