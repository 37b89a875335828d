"""Single values that are shown masked, and whose they are."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.db.fields import EncryptedTextField
from common.errors import NotFound
from common.personal.declarations import DataClass
from common.personal.inventory import Model, all_records, records_of
from common.rules.personal_numbers import mask_personal
from members.models import Member, MemberContact
from members.rules.masking import mask_contact
from members.rules.vins import mask_vin

HELD = (DataClass.PERSONAL, DataClass.SENSITIVE)


class MaskedValue(NamedTuple):
    """A value of one row: in full, as it is shown, and whose it is."""

    model: Model
    row: Any
    field: str
    value: str
    masked: str
    member: Member | None


def value_of(label: str, row_id: int, field: str) -> MaskedValue:
    """Return a value by its model (app.model), number and field.

    Errors: NotFound if there is none, or the inventory does not declare it as
    personal.
    """
    model = _model(label)
    records = records_of(model) if model else None
    kind = records.classes().get(field) if records else None
    if model is None or records is None or kind not in HELD:
        raise _unknown()
    row = model._base_manager.filter(pk=row_id).first()
    value = getattr(row, field, None)
    if not isinstance(value, str):
        raise _unknown()
    member = None
    for path in records.about[:1]:
        pk = model._base_manager.filter(pk=row_id).values_list(path, flat=True)
        member = Member.objects.filter(pk__in=list(pk)).first()
    return MaskedValue(model, row, field, value, _masked(row, field), member)


def _model(label: str) -> Model | None:
    for model in all_records():
        if model._meta.label_lower == label:
            return model
    return None


def _masked(row: Any, field: str) -> str:
    value = getattr(row, field)
    if isinstance(row, MemberContact) and field == "value":
        return mask_contact(row.kind, value)
    if isinstance(row._meta.get_field(field), EncryptedTextField):
        return mask_vin(value)
    return mask_personal(value)


def _unknown() -> NotFound:
    return NotFound("unknown_value", _("There is no such value."))


def field_label_of(found: MaskedValue) -> str:
    """Return what a value is, in words."""
    field: Any = found.model._meta.get_field(found.field)
    if isinstance(found.row, MemberContact):
        return str(found.row.get_kind_display())
    return f"{found.model._meta.verbose_name}: {field.verbose_name}"
