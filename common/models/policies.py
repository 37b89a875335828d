from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.db.fields import staff_account
from common.querysets import PolicyVersionQuerySet


class PolicyVersion(models.Model):
    """A version of a policy of the night. A stored version never changes; the
    highest one is in force.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = staff_account(_("created by"))

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version. Errors: ValidationError if it is already stored."""
        if self.pk is not None:
            raise ValidationError(
                _("A version never changes; make a new one."),
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the version's page; every kind of policy has one."""
        raise NotImplementedError
