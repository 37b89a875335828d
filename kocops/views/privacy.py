"""What is stored of people, for how long, and who was erased."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.personal.declarations import DataClass
from common.personal.inventory import all_records, field_rules
from common.personal.retention import preview_retention
from common.personal.words import (
    CLASSES,
    ERASURES,
    PURPOSES,
    retention_text,
)
from members.models import Erasure, Unmasking

SHOWN = 20
HELD = (DataClass.PERSONAL, DataClass.SENSITIVE)


class InventoryRow(NamedTuple):
    """A model on the page: what is declared of it, in words."""

    label: str
    purpose: str
    kept: str
    fields: list[tuple[str, str, str]]
    rest: int


def inventory_rows() -> Iterator[InventoryRow]:
    """Yield the models that hold something personal, with those fields."""
    fields: dict[Any, list[tuple[str, str, str]]] = {}
    rest: dict[Any, int] = {}
    for rule in field_rules():
        if rule.kind not in HELD:
            rest[rule.model] = rest.get(rule.model, 0) + 1
            continue
        field: Any = rule.model._meta.get_field(rule.name)
        words = (str(CLASSES[rule.kind]), str(ERASURES[rule.erasure]))
        row = (str(field.verbose_name), *words)
        fields.setdefault(rule.model, []).append(row)
    for model, shown in fields.items():
        records = all_records()[model]
        yield InventoryRow(
            label=str(model._meta.verbose_name_plural),
            purpose=str(PURPOSES[records.purpose]),
            kept=retention_text(records.kept),
            fields=shown,
            rest=rest.get(model, 0),
        )


def privacy_inventory(request: HttpRequest) -> HttpResponse:
    """Show the inventory of personal data, what is deleted next, and who was erased."""
    now = timezone.now()
    context = {
        "title": _("Privacy"),
        "question": _(
            "What do we store of people, for how long, and what is due?"
        ),
        "now": now,
        "inventory": list(inventory_rows()),
        "model_count": len(apps.get_models(include_auto_created=True)),
        "retention": preview_retention(now),
        "erasures": Erasure.objects.select_related("asked_by", "job")[:SHOWN],
        "unmaskings": Unmasking.objects.select_related("seen_by", "member")[
            :SHOWN
        ],
    }
    return render(request, "privacy/inventory.html", context)
