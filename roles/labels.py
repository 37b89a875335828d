"""What contribution types and the limits of a role policy are called."""

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from roles.models import RoleName
from roles.rules.balance import Gear
from roles.rules.contributions import ContributionType
from roles.rules.journey import JourneyStep
from roles.rules.newcomer_flow import Stage
from roles.rules.strength import Role

# What stands in the square that marks a role.
ROLE_SIGNS = {
    Role.GEEK: pgettext_lazy("sign of the technical geek", "G"),
    Role.SOCIAL: pgettext_lazy("sign of the social queen bee", "S"),
    Role.AESTHETIC: pgettext_lazy("sign of the aesthetic evangelist", "A"),
}

CONTRIBUTION_LABELS = {
    ContributionType.THANKED: _("answered a question and was thanked"),
    ContributionType.EXPLAINED: _("explained with technical depth"),
    ContributionType.DEEP_POST: _("wrote in depth, and others reacted"),
    ContributionType.WELCOMED_NEWCOMER: _("answered a newcomer first"),
    ContributionType.WELCOMED: _("welcomed somebody"),
    ContributionType.CALMED: _("calmed somebody who was upset"),
    ContributionType.GATHERED: _("called people together, and they came"),
    ContributionType.MUTUAL: _("answered each other"),
    ContributionType.ADMIRED: _("showed pictures that others admired"),
    ContributionType.SAVED: _("showed pictures that others saved"),
    ContributionType.ATTRACTED: _(
        "showed pictures that drew prospects and newcomers",
    ),
    ContributionType.INTRODUCED: _("brought somebody along who came"),
    ContributionType.FIRST_APART: _(
        "was among the first to take a version apart",
    ),
}


def gears_text(gears: Mapping[Role, Gear]) -> str:
    """Return in words which roles a group lacks and of which it has too few."""
    parts = []
    for role, gear in gears.items():
        name = RoleName(role).label
        if gear.is_missing:
            parts.append(gettext("lacks %(role)s") % {"role": name})
    for role, gear in gears.items():
        name = RoleName(role).label
        if gear.is_short:
            parts.append(gettext("few: %(role)s") % {"role": name})
    if parts:
        return "、".join(parts)
    if not any(gear.shown_expected for gear in gears.values()):
        return gettext("Still small: fewer than one of each expected")
    return gettext("complete")


LIMIT_LABELS = {
    "threshold": _("A role is held above this strength"),
    "low_water": _("It begins to be lost below this share of it"),
    "demotion_days": _("Days below that until it is lost"),
    "margin": _("The primary role leads by at least"),
    "half_strength_units": _("Units that make a strength of 50"),
    "half_life_days": _("Days after which a contribution counts half"),
}
# The names of the steps in addresses and columns.
STEP_NAMES = {
    JourneyStep.WROTE: "wrote",
    JourneyStep.WELCOMED: "welcomed",
    JourneyStep.ASKED: "asked",
    JourneyStep.HELPED: "helped",
    JourneyStep.MET: "met",
    JourneyStep.BECAME: "became",
}
STEP_LABELS = {
    JourneyStep.WROTE: _("wrote a post"),
    JourneyStep.WELCOMED: _("was welcomed"),
    JourneyStep.ASKED: _("asked"),
    JourneyStep.HELPED: _("got an answer"),
    JourneyStep.MET: _("came to an event"),
    JourneyStep.BECAME: _("grew into a role"),
}
# What each stage is for the community, and what was done.
STAGE_LABELS = {
    Stage.ATTRACTED: _("Attracting"),
    Stage.WELCOMED: _("Keeping"),
    Stage.ANSWERED: _("Convincing"),
}
STAGE_COUNTS = {
    Stage.ATTRACTED: _("attracted"),
    Stage.WELCOMED: _("welcomed"),
    Stage.ANSWERED: _("answered"),
}
