"""How edited rows of a spreadsheet change members, for django-import-export."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from tablib import Dataset

from members.models import STAFF_EDITED, Member
from members.selectors.member_files import COLUMNS
from members.services.directory import save_member
from members.services.locking import lock_unmerged


def member_id_of(text: str) -> int | None:
    """Return the number in a cell of the column id, None if it is no number."""
    text = text.strip()
    is_number = text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if is_number else None


class ChoiceWidget(widgets.CharWidget):
    """Takes a choice's code or its label in the reader's language; gives the code."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self._choices = list(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs)
        codes = {str(label): code for code, label in self._choices}
        return codes.get(text, text)


class DayWidget(widgets.Widget):
    """Takes a day as YYYY-MM-DD, or YYYY/M/D as spreadsheets rewrite it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        parts = value.strip().replace("/", "-").split("-")
        try:
            return date(*(int(part) for part in parts))
        except (TypeError, ValueError, OverflowError) as error:
            message = _("Not a day. Write it like 2026-05-01.")
            raise ValueError(message) from error


class AccountWidget(widgets.ForeignKeyWidget):
    """Names a colleague by user name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        accounts = self.model.objects.filter(username=value, is_active=True)
        user = accounts.first()
        if user is None:
            message = _("No active account is called “%(name)s”.")
            raise ValueError(message % {"name": value})
        return user


class MemberResource(resources.ModelResource):
    """Changes members that exist; a row without a known id is an error, nothing is created."""

    kind = fields.Field("kind", "kind", ChoiceWidget(Member.Kind.choices))
    owner_status = fields.Field(
        "owner_status",
        "owner_status",
        ChoiceWidget(Member.OwnerStatus.choices),
    )
    joined_on = fields.Field("joined_on", "joined_on", DayWidget())
    primary_contact = fields.Field(
        "primary_contact",
        "primary_contact",
        AccountWidget(get_user_model(), "username"),
    )
    backup_contact = fields.Field(
        "backup_contact",
        "backup_contact",
        AccountWidget(get_user_model(), "username"),
    )

    class Meta:
        model = Member
        fields = COLUMNS
        import_order = COLUMNS
        export_order = COLUMNS
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True

    def __init__(
        self,
        now: datetime,
        *,
        previewed_at: datetime | None = None,
    ) -> None:
        super().__init__()
        self.now = now
        self.previewed_at = previewed_at
        self.columns_given: list[str] = []

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        member_id = member_id_of(row["id"])
        member = None
        if member_id is not None:
            member = Member.objects.filter(pk=member_id).first()
        if member is None:
            # Any other exception would make import-export undo the good rows as well.
            message = _("No member has the id “%(id)s”.") % {"id": row["id"]}
            raise ValidationError({"id": message})
        return member

    def do_instance_save(self, instance: Member, is_create: bool) -> None:
        """Save a member. Errors: ValidationError if somebody has changed the
        member since the preview was shown.
        """
        member = lock_unmerged([instance.pk])[instance.pk]
        if self.previewed_at and member.updated_at > self.previewed_at:
            raise ValidationError(
                _(
                    "Changed by somebody else since the preview. Upload the file again.",
                ),
            )
        save_member(member=instance, now=self.now, fields=self.columns_given)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        given = dataset.headers
        self.columns_given = [name for name in given if name in STAFF_EDITED]
        super().before_import(dataset, **kwargs)
