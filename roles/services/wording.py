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
}
