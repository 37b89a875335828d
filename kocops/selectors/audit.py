"""What the audit log shows: kinds of objects, colleagues and fields in words."""

from functools import cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from common.audit.policy import audited_models
from common.audit.values import HIDDEN
from common.models import AuditRecord

SHOWN_CHARACTERS = 300
SHOWN_OBJECTS = 200


class ShownChange(NamedTuple):
    """A changed field in words; a personal value is only called hidden."""

    label: str
    before: str
    after: str


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for model in audited_models()}


def object_types() -> list[tuple[str, str]]:
    """Return the kinds of objects that can be in the log, with their names."""
    named = []
    for label, model in _models().items():
        named.append((label, str(model._meta.verbose_name)))
    return sorted(named, key=lambda one: one[1])


def object_name(record: AuditRecord) -> str:
    """Return what a record is about in words: kind, and name or number."""
    model = _models().get(record.object_type)
    kind = str(model._meta.verbose_name) if model else record.object_type
    name = record.object_words or record.object_id
    return f"{kind} {name}".strip()


def object_address(record: AuditRecord) -> str:
    """Return the page of the object, "" if it has none or is gone."""
    model = _models().get(record.object_type)
    if model is None or not hasattr(model, "get_absolute_url"):
        return ""
    try:
        row: Any = model._base_manager.get(pk=record.object_id)
    except (ObjectDoesNotExist, ValueError):
        return ""
    return str(row.get_absolute_url())


def shown_changes(
    record: AuditRecord,
    names: dict[int, str],
) -> list[ShownChange]:
    """Return the changed fields in words; `names` calls accounts."""
    model = _models().get(record.object_type)
    shown = []
    for name, change in record.changes.items():
        if not isinstance(change, list) or len(change) != 2:
            shown.append(ShownChange(name, "", _text(change)))
            continue
        before, after = change
        shown.append(
            ShownChange(
                _label(model, name),
                _value(model, name, before, names),
                _value(model, name, after, names),
            ),
        )
    return shown


def account_names() -> dict[int, str]:
    """Return what every account is called, by its number."""
    return {user.pk: str(user) for user in get_user_model().objects.all()}


def _field(model: type[models.Model] | None, name: str) -> Any:
    if model is None:
        return None
    for field in model._meta.get_fields():
        if field.name == name:
            return field
    return None


def _is_account(model: type[models.Model] | None, name: str) -> bool:
    field = _field(model, name)
    related = getattr(field, "related_model", None)
    return related is get_user_model() and field.many_to_one


def _label(model: type[models.Model] | None, name: str) -> str:
    """Return what a field is called; a relation without a name of its own is
    called as what it leads to.
    """
    field = _field(model, name)
    label = getattr(field, "verbose_name", name)
    related = getattr(field, "related_model", None)
    if related is not None and label == name.replace("_", " "):
        label = related._meta.verbose_name
    return str(label)


def _value(
    model: type[models.Model] | None,
    name: str,
    value: Any,
    names: dict[int, str],
) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict) and set(value) == {HIDDEN}:
        return _("(hidden)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    is_number = model is not None and isinstance(value, int)
    if is_number and _is_account(model, name):
        return names.get(value, str(value))
    if isinstance(value, list | dict):
        return _text(value)
    choices = dict(getattr(_field(model, name), "choices", None) or ())
    return str(choices.get(value, _text(value)))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)[:SHOWN_CHARACTERS]
    return str(value)[:SHOWN_CHARACTERS]
