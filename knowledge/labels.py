"""Words of scripts and the FAQ."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.models import ScriptVersion
from knowledge.rules import outcomes
from knowledge.rules.transitions import EXPIRED

SHOWN_STATES: dict[str, str | Promise] = {
    **dict(ScriptVersion.State.choices),
    EXPIRED: _("Expired"),
}
OUTCOME_LABELS: dict[str, str | Promise] = {
    outcomes.RETURNED: _("Returned"),
    outcomes.ANSWERED: pgettext_lazy("what followed", "Answered"),
    outcomes.ACTIVE: _("Was active"),
    outcomes.SILENT: _("Silent"),
    outcomes.PENDING: _("Too early to say"),
}
