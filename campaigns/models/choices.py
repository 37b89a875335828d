"""Kinds, states, methods and measures, with their words."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.rules.measures import MeasureName
from campaigns.rules.plans import FIRST_DAY, LAST_DAY, MethodName, StateName

TITLE_LENGTH = 60
WORDS_LENGTH = 300
PROSE_LENGTH = 2000
EXTERNAL_ID_LENGTH = 100
DAY_BOUNDS = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))


class Kind(models.TextChoices):
    """What is run."""

    CONTEST = "contest", pgettext_lazy("kind of campaign", "Contest")
    EVENT = "event", pgettext_lazy("kind of campaign", "Event")
    CALL = "call", pgettext_lazy("kind of campaign", "Call for testers")
    THEME = "theme", pgettext_lazy("kind of campaign", "Theme")


class State(models.TextChoices):
    """How far a campaign is."""

    PLANNED = StateName.PLANNED.value, pgettext_lazy("campaign", "Planned")
    RUNNING = StateName.RUNNING.value, pgettext_lazy("campaign", "Running")
    ENDED = StateName.ENDED.value, pgettext_lazy("campaign", "Ended")
    CLOSED = StateName.CLOSED.value, pgettext_lazy("campaign", "Closed")
    CANCELLED = (
        StateName.CANCELLED.value,
        pgettext_lazy("campaign", "Cancelled"),
    )


class Measure(models.TextChoices):
    """What a campaign is measured by."""

    ACTIVE_MEMBERS = MeasureName.ACTIVE_MEMBERS.value, _("Active members")
    ACTIVE_DAYS = MeasureName.ACTIVE_DAYS.value, _("Active days of members")
    WORKS = MeasureName.WORKS.value, _("Posts that open a thread")
    ANSWERS = MeasureName.ANSWERS.value, _("Answers to questions of others")
    LINKED_WORKS = MeasureName.LINKED_WORKS.value, _("Works of the campaign")
    SIGN_UPS = MeasureName.SIGN_UPS.value, _("Sign-ups")
    ATTENDANCE = MeasureName.ATTENDANCE.value, _("Attendance")


class Method(models.TextChoices):
    """How the effect is separated from what would have happened anyway."""

    DRAW = MethodName.DRAW.value, _("Draw: a part of the segment is left out")
    COMPARISON = (
        MethodName.COMPARISON.value,
        _("Comparison with members of another segment"),
    )
    NONE = MethodName.NONE.value, _("No comparison: no effect can be said")


class Via(models.TextChoices):
    """How a row came in."""

    PAGE = "page", pgettext_lazy("how a row came in", "Page")
    FILE = "file", pgettext_lazy("how a row came in", "File")
    API = "api", pgettext_lazy("how a row came in", "REST")
    TOPIC = "topic", pgettext_lazy("how a row came in", "Topic words")


class Arm(models.TextChoices):
    """In which group a member of a plan is."""

    AUDIENCE = "audience", _("Audience")
    CONTROL = "control", _("Control group")
