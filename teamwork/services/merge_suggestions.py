"""Which members may be one person, and what staff see before they say so."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import Count, Max, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Member, MemberIdentity, VehicleOwnership
from members.rules.names import fold_name
from teamwork.models import DifferentPeople
from teamwork.rules.sameness import SUGGESTED_FROM, Record, reasons_for, weight_of
from teamwork.services.merges import TAKEN, belongings

REASONS: dict[str, Promise] = {
    "same_vin": _("the same VIN"),
    "same_name": _("the same nickname"),
    "same_city": _("the same city"),
    "same_series": _("the same model"),
}
MOST_OF_A_NAME, MOST_GROUPS, SHOWN = 5, 500, 50


class Suggestion(NamedTuple):
    """Two members who may be one; the elder record first."""

    kept: Member
    merged: Member
    weight: float
    reasons: list[Promise]


def suggest_merges() -> list[Suggestion]:
    """Return pairs that may be one person, the likeliest first, without those that staff told apart."""
    groups = [*_groups("vin_index"), *_groups("nickname")]
    members = Member.objects.in_bulk({pk for group in groups for pk in group})
    records = _records(members.values())
    apart = set(DifferentPeople.objects.values_list("first_id", "second_id"))
    pairs = {pair for group in groups for pair in combinations(sorted(group), 2)} - apart
    found = [
        Suggestion(members[a], members[b], weight, [REASONS[name] for name in reasons_for(records[a], records[b])])
        for a, b in sorted(pairs)
        if (weight := weight_of(records[a], records[b])) >= SUGGESTED_FROM
    ]
    return sorted(found, key=lambda one: -one.weight)[:SHOWN]


def _groups(field: str) -> list[list[int]]:
    """Return the ids of living members who share a value that few have."""
    rows: Any = Member.objects.counted().order_by()
    if field == "vin_index":
        rows = VehicleOwnership.objects.filter(member__in=rows).exclude(vin_index="").order_by()
    key = "member_id" if field == "vin_index" else "pk"
    shared = rows.values(field).annotate(count=Count(key, distinct=True), newest=Max(key))
    shared = shared.filter(count__gt=1, count__lte=MOST_OF_A_NAME).order_by("-newest")[:MOST_GROUPS]
    found: dict[str, set[int]] = {}
    for value, pk in rows.filter(**{f"{field}__in": [one[field] for one in shared]}).values_list(field, key):
        found.setdefault(value, set()).add(pk)
    return [sorted(ids) for ids in found.values()]


def _records(members: Iterable[Member]) -> dict[int, Record]:
    members = list(members)
    ids = [member.pk for member in members]
    vins = _sets(VehicleOwnership, "vin_index", ids)
    series, platforms = _sets(VehicleOwnership, "model_series", ids), _sets(MemberIdentity, "platform", ids)
    none: frozenset[str] = frozenset()
    return {
        one.pk: Record(
            vins.get(one.pk, none),
            fold_name(one.nickname),
            one.city,
            series.get(one.pk, none),
            platforms.get(one.pk, none),
        )
        for one in members
    }


def _sets(model: type[Model], field: str, ids: list[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    rows = model._default_manager.filter(member_id__in=ids).exclude(**{field: ""}).order_by()
    for pk, value in rows.values_list("member_id", field):
        found.setdefault(pk, set()).add(value)
    return {pk: frozenset(values) for pk, values in found.items()}


def tell_apart(*, one: Member, other: Member, user: Any, now: datetime) -> None:
    """Staff say that these are two people; nobody suggests them again."""
    first, second = sorted((one.pk, other.pk))
    said = {"said_at": now, "said_by": user}
    DifferentPeople.objects.get_or_create(first_id=first, second_id=second, defaults=said)


def compare_members(kept: Member, merged: Member) -> dict[str, Any]:
    """Return both members side by side: fields (with whether they differ), why they may be one, what would move."""
    records = _records((kept, merged))
    names = [(name, name.removesuffix("_id")) for name in TAKEN]
    fields = [
        {
            "name": name,
            "label": Member._meta.get_field(field).verbose_name,
            "kept": _shown(kept, field),
            "merged": _shown(merged, field),
            "differs": getattr(kept, name) != getattr(merged, name),
        }
        for name, field in names
    ]
    moving = [
        (model._meta.verbose_name_plural, model._base_manager.filter(**{field: merged}).count())
        for model, field in belongings()
    ]
    return {
        "fields": fields,
        "reasons": [REASONS[name] for name in reasons_for(records[kept.pk], records[merged.pk])],
        "moving": [(label, count) for label, count in moving if count],
    }


def _shown(member: Member, field: str) -> Any:
    display = getattr(member, f"get_{field}_display", None)
    return display() if display else getattr(member, field)
