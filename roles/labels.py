"""What contribution types and the limits of a role policy are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roles.rules.contributions import ContributionType
from roles.rules.journey import Step
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
    Step.WROTE: "wrote",
    Step.WELCOMED: "welcomed",
    Step.ASKED: "asked",
    Step.HELPED: "helped",
    Step.MET: "met",
    Step.BECAME: "became",
}
STEP_LABELS = {
    Step.WROTE: _("wrote a post"),
    Step.WELCOMED: _("was welcomed"),
    Step.ASKED: _("asked"),
    Step.HELPED: _("got an answer"),
    Step.MET: _("came to an event"),
    Step.BECAME: _("grew into a role"),
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
