"""What the features of roles are called."""

from django.utils.translation import gettext_lazy as _

FEATURE_LABELS = {
    "thanked": _("answered a question and was thanked"),
    "explained": _("explained with technical depth"),
    "deep_post": _("wrote in depth, and others reacted"),
    "welcomed_newcomer": _("answered a newcomer first"),
    "welcomed": _("welcomed somebody"),
    "calmed": _("calmed somebody who was upset"),
    "gathered": _("called people together, and they came"),
    "mutual": _("answered each other"),
    "admired": _("showed pictures that others admired"),
}
