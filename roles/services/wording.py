"""What the features of roles are called."""

from django.utils.translation import gettext_lazy as _

from roles.rules.deeds import Feature

FEATURE_LABELS = {
    Feature.THANKED: _("answered a question and was thanked"),
    Feature.EXPLAINED: _("explained with technical depth"),
    Feature.DEEP_POST: _("wrote in depth, and others reacted"),
    Feature.WELCOMED_NEWCOMER: _("answered a newcomer first"),
    Feature.WELCOMED: _("welcomed somebody"),
    Feature.CALMED: _("calmed somebody who was upset"),
    Feature.GATHERED: _("called people together, and they came"),
    Feature.MUTUAL: _("answered each other"),
    Feature.ADMIRED: _("showed pictures that others admired"),
    Feature.SAVED: _("showed pictures that others saved"),
    Feature.ATTRACTED: _("showed pictures that drew prospects and newcomers"),
    Feature.INTRODUCED: _("brought somebody along who came"),
    Feature.FIRST_APART: _("was among the first to take a version apart"),
}
LIMIT_LABELS = {
    "threshold": _("A role is held above this strength"),
    "low_water": _("It begins to be lost below this share of it"),
    "demotion_days": _("Days below that until it is lost"),
    "margin": _("The primary role leads by at least"),
    "half_strength_units": _("Units that make a strength of 50"),
    "half_life_days": _("Days after which a deed counts half"),
}
