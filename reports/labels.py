"""What stages of AISAS and the ways through them are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.rules.stages import Stage, Way

STAGE_LABELS: dict[Stage, Any] = {
    Stage.ATTENTION: pgettext_lazy("AISAS", "Attention"),
    Stage.INTEREST: pgettext_lazy("AISAS", "Interest"),
    Stage.SEARCH: pgettext_lazy("AISAS", "Search"),
    Stage.ACTION: pgettext_lazy("AISAS", "Action"),
    Stage.SHARE: pgettext_lazy("AISAS", "Share"),
}
WAY_LABELS: dict[Way, Any] = {
    Way.BUYERS: _("Came without a car"),
    Way.OWNERS: _("Came as an owner"),
}
# What each way tells the brand.
WAY_QUESTIONS: dict[Way, Any] = {
    Way.BUYERS: _("Sales: from the first visit to the car, and to sharing"),
    Way.OWNERS: _("Brand: from the first visit of an owner to sharing"),
}
