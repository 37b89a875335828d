"""Texts of scripts filled for a member."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import Unprocessable
from knowledge.models import ScriptVersion
from knowledge.models.slot_labels import slot_label
from knowledge.rules.slots import (
    MissingValues,
    fill_slots,
    missing_slots,
    slot_names,
)
from members.models import Member

MAX_VALUE = 100


class SlotInput(NamedTuple):
    """A slot as it is asked for: its name, label and present value."""

    name: str
    label: str
    value: str


class Preview(NamedTuple):
    """A version filled as far as its values are known.

    text: "" while a value is missing · missing: the labels of those.
    """

    version: ScriptVersion
    text: str
    missing: list[str]
    inputs: list[SlotInput]

    @property
    def text_id(self) -> str:
        """Return the id of the element that holds the text."""
        return f"script-{self.version.pk}"


def member_values(
    member: Member,
    *,
    user: Any,
    today: date,
) -> dict[str, str]:
    """Return what fills the slots that the member's and the account's own
    rows know; what is not known is left out.
    """
    values = {"nickname": member.nickname, "city": member.city}
    cars = member.vehicles.filter(ended_on__isnull=True)
    car = cars.order_by("-started_on", "-pk").first()
    if car is not None:
        values["car"] = car.model_series
    if member.joined_on is not None and member.joined_on <= today:
        values["days"] = str((today - member.joined_on).days)
    if user is not None:
        values["staff"] = str(user)
    return {name: value for name, value in values.items() if value}


def fill_version(version: ScriptVersion, values: Mapping[str, str]) -> str:
    """Return the text of a version with its slots filled.

    Errors: Unprocessable that names the slots without a value.
    """
    try:
        return fill_slots(version.text, values)
    except MissingValues as error:
        labels = [slot_label(name) for name in error.names]
        text = ngettext(
            "A value is missing: %(slots)s.",
            "Values are missing: %(slots)s.",
            len(labels),
        ) % {"slots": _(", ").join(labels)}
        where = {"slots": list(error.names)}
        raise Unprocessable("missing_slots", text, where=where) from None


def preview_version(
    version: ScriptVersion,
    known: Mapping[str, str],
    entered: Mapping[str, str],
) -> Preview:
    """Return a version filled with known and entered values, and inputs for
    the slots that the known ones do not fill.
    """
    values = {**known}
    for name, value in entered.items():
        if value.strip():
            values[name] = value.strip()[:MAX_VALUE]
    missing = missing_slots(version.text, values)
    inputs = []
    for name in slot_names(version.text):
        if name not in known:
            value = entered.get(name, "")[:MAX_VALUE]
            inputs.append(SlotInput(name, slot_label(name), value))
    text = "" if missing else fill_slots(version.text, values)
    labels = [slot_label(name) for name in missing]
    return Preview(version, text, labels, inputs)
