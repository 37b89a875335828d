"""What tiers are called, as the policy in force says, and what shows a real owner."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from koc.rules.owner_marks import Mark
from koc.rules.owner_score import SOME_SIGNS, SPEAKS_AS_OWNER
from koc.rules.tiers import Tier

STATUS_LABELS = {
    "now": _("KOC now"),
    "former": _("Former KOC"),
    "never": pgettext_lazy("KOC status", "Never was KOC"),
}

MARK_LABELS: dict[str, Promise] = {
    Mark.OWN_CAR: _("Speaks of TA's own car"),
    Mark.MILEAGE: _("Says how far TA has driven it"),
    Mark.DURATION: _("Says how long TA has had it"),
    Mark.SCENE: _("Tells of everyday use"),
    Mark.COST: _("Names costs or consumption of TA's own"),
    Mark.DRAWBACK: _("Tells of own trouble with it"),
    Mark.FIRST_PERSON: _("Speaks in the first person"),
    Mark.DECLARED: _("Paid for, as the post or a cooperation says"),
    Mark.INVITED: _("Invited or supplied by a maker"),
    Mark.TRADE: _("Sells something"),
    Mark.AGENCY: _("Offers business contact"),
    Mark.PROFESSION: _("Speaks as a reviewer or medium"),
    Mark.MAKES: _("Writes about many makes, none of them TA's own"),
}


def owner_verdict(score: int, against: int) -> Promise:
    """Return what a score says, in words."""
    if score >= SPEAKS_AS_OWNER:
        return _("Speaks as a real owner")
    if against >= SOME_SIGNS:
        return _("Rather paid or professional")
    if score >= SOME_SIGNS:
        return _("Some signs of own use")
    return _("Little sign of own use so far")


def tier_name(tier: Tier) -> str:
    """Return the name of a tier in the reader's language."""
    is_chinese = (get_language() or "").startswith("zh")
    return tier.name if is_chinese else tier.name_en or tier.name


def tier_names(tiers: Iterable[Tier]) -> dict[str, str]:
    """Return the name of each tier by its key."""
    return {tier.key: tier_name(tier) for tier in tiers}
