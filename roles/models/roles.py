from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.models import PolicyVersion
from members.models import Member, validate_readable
from members.rules.merging import OnMerge
from roles.querysets import (
    RoleOverrideQuerySet,
    RoleScoreQuerySet,
    RoleSpellQuerySet,
)
from roles.rules import strength

REASON_LENGTH = 300


class RoleName(models.IntegerChoices):
    """What the roles are called."""

    GEEK = int(strength.Role.GEEK), _("Technical geek")
    SOCIAL = int(strength.Role.SOCIAL), _("Social queen bee")
    AESTHETIC = int(strength.Role.AESTHETIC), _("Aesthetic evangelist")


class RolePolicy(PolicyVersion):
    """A version of the limits of roles and of what each contribution is worth."""

    limits = models.JSONField(_("limits"))
    weights = models.JSONField(_("weights"))
    note = models.CharField(
        _("why"),
        max_length=REASON_LENGTH,
        blank=True,
        validators=[validate_readable],
    )

    class Meta(PolicyVersion.Meta):
        verbose_name = _("role policy")
        verbose_name_plural = _("role policies")

    def get_absolute_url(self) -> str:
        return reverse("roles:policy_detail", args=[self.pk])


class RoleScore(models.Model):
    """How strong a member is in each role, in one generation. Members who did
    nothing for others have no row.

    The columns of each role are named in roles/rules/columns.py.
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
        related_name="role_scores",
    )
    geek = models.FloatField(_("geek strength"))
    social = models.FloatField(_("social strength"))
    aesthetic = models.FloatField(_("aesthetic strength"))
    geek_confidence = models.FloatField(_("confidence, geek"))
    social_confidence = models.FloatField(_("confidence, social"))
    aesthetic_confidence = models.FloatField(_("confidence, aesthetic"))
    holds_geek = models.BooleanField(_("geek"))
    holds_social = models.BooleanField(_("social"))
    holds_aesthetic = models.BooleanField(_("aesthetic"))
    primary = models.SmallIntegerField(
        _("primary role"),
        choices=[(-1, _("None")), *RoleName.choices],
    )
    policy_version = models.PositiveIntegerField(_("policy"), default=1)

    objects = RoleScoreQuerySet.as_manager()

    class Meta:
        db_table = "roles_rolestanding"
        verbose_name = _("role scores")
        verbose_name_plural = _("role scores")

    def __str__(self) -> str:
        return (
            f"{self.member_id}@{self.generation}: {self.get_primary_display()}"
        )


class GearCount(models.Model):
    """How many members of a shard a city or model series has, how many of them
    were active within 28 days, and how many hold each role, in one generation.

    The columns of the roles are named in roles/rules/columns.py.
    """

    class Group(models.TextChoices):
        CITY = "city", _("City")
        MODEL = "model", _("Model series")

    generation = models.PositiveIntegerField()
    shard = models.PositiveIntegerField()
    group = models.CharField(max_length=5, choices=Group)
    name = models.CharField(max_length=40)
    members = models.PositiveIntegerField()
    active = models.PositiveIntegerField()
    geek = models.PositiveIntegerField()
    social = models.PositiveIntegerField()
    aesthetic = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("count of gears")
        verbose_name_plural = _("counts of gears")
        constraints = [
            models.UniqueConstraint(
                fields=("generation", "shard", "group", "name"),
                name="gears_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.members}"


class RoleSpell(models.Model):
    """A time during which a member held a role. `low_since` is set while the
    strength is below the low water.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="role_spells",
    )
    role = models.PositiveSmallIntegerField(_("role"), choices=RoleName)
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    low_since = models.DateField(_("low since"), null=True, blank=True)

    objects = RoleSpellQuerySet.as_manager()

    class Meta:
        verbose_name = _("role spell")
        verbose_name_plural = _("role spells")
        ordering = ("-started_on", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("member", "role"),
                condition=Q(ended_on__isnull=True),
                name="role_held_once",
            ),
            models.CheckConstraint(
                name="role_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.started_on}"


class RoleOverride(models.Model):
    """A decision of staff whether a member holds a role, with a reason and
    until a day. The nightly run follows it.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="role_overrides",
    )
    role = models.PositiveSmallIntegerField(_("role"), choices=RoleName)
    holds = models.BooleanField(
        _("holds the role"),
        choices=[(True, _("Holds it")), (False, _("Does not hold it"))],
    )
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    until = models.DateField(_("until"))
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"),
        null=True,
        blank=True,
    )

    objects = RoleOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("role decided by staff")
        verbose_name_plural = _("roles decided by staff")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("member", "role"),
                condition=Q(withdrawn_at__isnull=True),
                name="role_decided_once",
            ),
            models.CheckConstraint(
                name="decided_role_has_reason",
                condition=~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.reason}"


class RoleSuggestionAnswer(models.Model):
    """An answer of staff to a suggested role. Until `quiet_until` it is not
    suggested again.
    """

    on_member_merge = {"member": OnMerge.MOVE}

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        IGNORED = "ignored", _("Not now")
        REJECTED = "rejected", _("Rejected")

    member = models.ForeignKey(
        Member,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="role_suggestion_answers",
    )
    role = models.PositiveSmallIntegerField(_("role"), choices=RoleName)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)
    strength = models.FloatField(_("strength"))
    quiet_until = models.DateField(_("not suggested until"))
    answered_at = models.DateTimeField(_("answered at"))
    answered_by = staff_account(_("answered by"))

    class Meta:
        verbose_name = _("answer to a role suggestion")
        verbose_name_plural = _("answers to role suggestions")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("member", "role", "quiet_until"),
                name="role_suggestion_quiet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_role_display()}: {self.get_answer_display()}"
