"""The audit log. The database refuses to change or remove its rows."""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditRecord(models.Model):
    """One change: who, when, what, before and after.

    Accounts and objects are numbers, not keys: the row stays as it is when
    they are gone.
    """

    class ActorKind(models.TextChoices):
        STAFF = "staff", _("Colleague")
        TOKEN = "token", _("System with a token")
        SYSTEM = "system", _("kocops itself")
        VISITOR = "visitor", _("Without a login")

    class Act(models.TextChoices):
        CREATE = "create", _("created")
        CHANGE = "change", _("changed")
        DELETE = "delete", _("deleted")
        LOGIN = "login", _("logged in")
        LOGOUT = "logout", _("logged out")
        REFUSED = "refused", _("login refused")
        LOCKED = "locked", _("login locked")
        CONFIRMED = "confirmed", _("confirmed who they are")
        EXPORT = "export", _("exported")
        UNMASK = "unmask", _("looked at in full")

    recorded_at = models.DateTimeField(
        _("when"),
        db_default=Now(),
        editable=False,
        db_index=True,
    )
    actor_kind = models.CharField(
        _("kind of actor"),
        max_length=8,
        choices=ActorKind,
    )
    actor_id = models.BigIntegerField(_("account"), null=True, db_index=True)
    actor_words = models.CharField(_("who"), max_length=150, blank=True)
    act = models.CharField(_("act"), max_length=10, choices=Act)
    cause = models.CharField(_("by"), max_length=120, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("number"), max_length=60, blank=True)
    object_words = models.CharField(_("what"), max_length=150, blank=True)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=60, blank=True)
    changes = models.JSONField(_("before and after"), default=dict)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    request_id = models.CharField(_("request"), max_length=128, blank=True)

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("entries of the audit log")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("object_type", "object_id"),
                name="audit_by_object",
            ),
            models.Index(
                fields=("about_type", "about_id"),
                name="audit_by_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def content(self) -> dict[str, Any]:
        """Return what the seal of the row covers: every column."""
        content: dict[str, Any] = {}
        for field in self._meta.concrete_fields:
            content[field.attname] = getattr(self, field.attname)
        return content


class AuditSeal(models.Model):
    """A link of the chain over the audit log: the hash of one record and of
    the link before it.

    Records are sealed when their transaction is over, one sealer at a time;
    so no transaction waits for another one's records, and no record is sealed
    that is rolled back. Each hash has one follower: the chain cannot fork.
    """

    position = models.BigIntegerField(primary_key=True)
    record_id = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("seal of the audit log")
        verbose_name_plural = _("seals of the audit log")

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"
