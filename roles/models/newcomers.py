"""Newcomers: how they found their way in, who welcomed them, and to whom they
were introduced.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from roles.querysets import (
    IntroductionQuerySet,
    NewcomerJourneyQuerySet,
    NewcomerWelcomeQuerySet,
)

NOTE_LENGTH = 300


class NewcomerJourney(models.Model):
    """How a member who joined within the last year found their way in, as one
    generation knows it.

    attracted_by, welcomed_by, answered_by: the number of the member who did it
    first, 0 for nobody · wrote_days …: days from joining to the first time, -1
    if it never happened.
    """

    on_member_merge = {"member": OnMerge.RECOMPUTE}

    pk = models.CompositePrimaryKey("generation", "member_id")
    generation = models.PositiveIntegerField()
    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="newcomer_journeys",
    )
    joined_on = models.DateField(_("joined on"))
    attracted_by = models.BigIntegerField()
    welcomed_by = models.BigIntegerField()
    answered_by = models.BigIntegerField()
    wrote_days = models.IntegerField()
    welcomed_days = models.IntegerField()
    asked_days = models.IntegerField()
    helped_days = models.IntegerField()
    met_days = models.IntegerField()
    became_days = models.IntegerField()

    objects = NewcomerJourneyQuerySet.as_manager()

    class Meta:
        verbose_name = _("journey of a newcomer")
        verbose_name_plural = _("journeys of newcomers")

    def __str__(self) -> str:
        return f"{self.member_id}@{self.generation}"


class NewcomerWelcome(models.Model):
    """A colleague welcomed a newcomer, where no post shows it."""

    on_member_merge = {"member": OnMerge.MOVE}

    class How(models.TextChoices):
        WECHAT = "wechat", _("WeChat")
        APP = "app", _("App message")
        PHONE = "phone", _("Phone")
        MEETING = "meeting", _("In person")
        EVENT = "event", _("At an event")
        OTHER = "other", _("Other")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="welcomes",
    )
    how = models.CharField(_("how"), max_length=7, choices=How)
    note = models.CharField(
        _("note"),
        max_length=NOTE_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    welcomed_at = models.DateTimeField(_("welcomed at"))
    welcomed_by = staff_account(_("welcomed by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = NewcomerWelcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("welcome of a newcomer")
        verbose_name_plural = _("welcomes of newcomers")
        ordering = ("-welcomed_at", "-id")
        indexes = [
            models.Index(
                fields=("member", "welcomed_at"),
                name="welcome_in_force",
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.welcomed_at:%Y-%m-%d}"


class Introduction(models.Model):
    """A colleague introduced a newcomer to a member who may host them. What
    came of it is read from later replies.
    """

    on_member_merge = {"newcomer": OnMerge.MOVE, "host": OnMerge.MOVE}

    newcomer = models.ForeignKey(
        Member,
        verbose_name=_("newcomer"),
        on_delete=models.CASCADE,
        related_name="introductions",
    )
    host = models.ForeignKey(
        Member,
        verbose_name=_("host"),
        on_delete=models.CASCADE,
        related_name="hosted_introductions",
    )
    made_at = models.DateTimeField(_("introduced at"))
    made_by = staff_account(_("introduced by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ("-made_at", "-id")
        indexes = [
            models.Index(
                fields=("-made_at", "-id"),
                name="introduction_newest",
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.newcomer} → {self.host}"
