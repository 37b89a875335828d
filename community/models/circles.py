from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.querysets import CircleQuerySet
from members.models import Member, validate_readable
from members.rules.merging import OnMerge


class Circle(models.Model):
    """A group of members: a city chapter, a model club, a chat group, a board."""

    class Kind(models.TextChoices):
        CHAPTER = "chapter", _("City chapter")
        CLUB = "club", _("Model club")
        GROUP = "group", _("Chat group")
        BOARD = "board", _("Board")

    name = models.CharField(
        _("name"),
        max_length=60,
        unique=True,
        validators=[validate_readable],
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    city = models.CharField(
        _("city"),
        max_length=30,
        blank=True,
        validators=[validate_readable],
    )
    model_series = models.CharField(
        _("model series"),
        max_length=40,
        blank=True,
        validators=[validate_readable],
    )

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("community:circle_detail", args=[self.pk])


class CircleMembership(models.Model):
    """A time during which a member belonged to a circle."""

    on_member_merge = {"member": OnMerge.MOVE}

    circle = models.ForeignKey(
        Circle,
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        related_name="circle_memberships",
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("circle membership")
        verbose_name_plural = _("circle memberships")
        ordering = ("-started_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("circle", "member"),
                condition=Q(ended_on__isnull=True),
                name="in_a_circle_once",
            ),
            models.CheckConstraint(
                name="circle_membership_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circle} {self.started_on}"
