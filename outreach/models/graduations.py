"""Graduation: how we part with a core member whose car has gone, and what they
are to us afterwards.
"""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.change_times import changed_at_field
from common.db.fields import staff_account
from community.models import Post
from members.models import (
    NOTE_LENGTH,
    Member,
    VehicleOwnership,
    validate_readable,
    validate_readable_lines,
)
from members.rules.merging import OnMerge
from outreach.querysets import GraduationQuerySet, StepQuerySet

WORDS_LENGTH = 300


class Graduation(models.Model):
    """That a core member parts with their car or the community, from the first
    sign to the end of the ceremony.

    post: the farewell that was found, quote: its words.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Cause(models.TextChoices):
        CAR_ENDED = "car_ended", _("Has no car of ours any more")
        FAREWELL = "farewell", _("Takes leave in a post")
        SAID = "said", _("Said so to a colleague")

    class Ending(models.TextChoices):
        OPEN = "", _("Open")
        HELD = "held", _("Ceremony held")
        STAYED = "stayed", _("Stays: no graduation")
        DECLINED = "declined", _("Does not want one")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="graduations",
    )
    cause = models.CharField(_("sign"), max_length=9, choices=Cause)
    post = models.ForeignKey(
        Post,
        verbose_name=_("farewell post"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    quote = models.CharField(
        _("in their words"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    owner = staff_account(_("who looks after it"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = staff_account(_("opened by"))
    ending = models.CharField(
        _("how it ended"),
        max_length=8,
        choices=Ending,
        default=Ending.OPEN,
        blank=True,
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    note = models.CharField(
        _("note"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
    )
    repurchase = models.ForeignKey(
        VehicleOwnership,
        verbose_name=_("bought again"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    repurchased_on = models.DateField(
        _("bought again on"),
        null=True,
        blank=True,
    )
    updated_at = changed_at_field()

    objects = GraduationQuerySet.as_manager()

    class Meta:
        verbose_name = _("graduation")
        verbose_name_plural = _("graduations")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("member",),
                condition=Q(ending=""),
                name="one_open_graduation",
            ),
            models.CheckConstraint(
                name="graduation_end_has_day",
                condition=Q(ending="", ended_on__isnull=True)
                | (~Q(ending="") & Q(ended_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    def get_absolute_url(self) -> str:
        return reverse("outreach:graduation_detail", args=[self.pk])


class GraduationStep(models.Model):
    """A step of the checklist: who does it until when, and what shows that it
    is done. No step sends anything by itself.
    """

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thanks post published")
        BADGE = "badge", _("Badge given")
        ESSAY = "essay", _("Asked for a last essay")
        BLESSINGS = "blessings", _("Blessings counted")
        ROLE = "role", _("Asked to advise or to mentor")

    graduation = models.ForeignKey(
        Graduation,
        on_delete=models.CASCADE,
        related_name="steps",
    )
    kind = models.CharField(_("step"), max_length=9, choices=Kind)
    position = models.PositiveSmallIntegerField()
    owner = staff_account(_("who does it"))
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = staff_account(_("done by"))
    evidence = models.CharField(
        _("evidence"),
        max_length=WORDS_LENGTH,
        blank=True,
        validators=[validate_readable],
        help_text=_("A link, or what was said."),
    )
    is_skipped = models.BooleanField(_("left out"), default=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a graduation")
        verbose_name_plural = _("steps of graduations")
        ordering = ("graduation", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("graduation", "kind"),
                name="graduation_step_once",
            ),
            models.CheckConstraint(
                name="graduation_step_has_evidence",
                condition=Q(done_on__isnull=True) | ~Q(evidence=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Honour(models.Model):
    """A badge for good (品牌挚友、荣誉车主). It is never taken back."""

    on_member_merge = {"member": OnMerge.MOVE}

    class Kind(models.TextChoices):
        FRIEND = "friend", _("Friend of the brand")
        OWNER = "owner", _("Honorary owner")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.PROTECT,
        related_name="honours",
    )
    kind = models.CharField(_("badge"), max_length=6, choices=Kind)
    graduation = models.ForeignKey(
        Graduation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="honours",
    )
    given_on = models.DateField(_("given on"))
    given_by = staff_account(_("given by"))
    is_adviser = models.BooleanField(_("advises us"), default=False)
    is_mentor = models.BooleanField(_("mentors owners"), default=False)
    updated_at = changed_at_field()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ("-given_on", "-pk")
        indexes = [
            models.Index(fields=("kind", "member"), name="honour_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Consultation(models.Model):
    """A question to the advisers, what came of it, and when they learnt it."""

    question = models.TextField(
        _("question"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    asked_by = staff_account(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    due_on = models.DateField(_("answers until"))
    outcome = models.TextField(
        _("what came of it"),
        blank=True,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    informed_on = models.DateField(
        _("advisers were told on"),
        null=True,
        blank=True,
    )
    updated_at = changed_at_field()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return self.question[:60]

    def get_absolute_url(self) -> str:
        return reverse("outreach:consultation_detail", args=[self.pk])


class AdvisorAnswer(models.Model):
    """An adviser who is asked, and their answer."""

    on_member_merge = {"member": OnMerge.MOVE}

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        related_name="answers",
    )
    member = models.ForeignKey(
        Member,
        verbose_name=_("adviser"),
        on_delete=models.PROTECT,
        related_name="advisor_answers",
    )
    answer = models.TextField(
        _("answer"),
        blank=True,
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines, MaxLengthValidator(NOTE_LENGTH)],
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer of an adviser")
        verbose_name_plural = _("answers of advisers")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.member_id}"
