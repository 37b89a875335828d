"""Which members may be one person, and how two members compare."""

from itertools import combinations
from typing import Any, NamedTuple

from django.utils.functional import Promise

from members.models import Member, MemberIdentity
from members.rules.merging import OnMerge
from members.selectors.member_relations import relations_with
from teamwork.labels import DUPLICATE_REASONS, DUPLICATE_STRENGTHS
from teamwork.models import NotDuplicate
from teamwork.rules.duplicate_matching import (
    SUGGESTED_FROM,
    ComparedMember,
    evidence_for,
    strength_of,
    weight_of,
)
from teamwork.rules.merging import TAKEN
from teamwork.selectors.duplicate_groups import find_groups, read_records

SHOWN = 50


class MergeSuggestion(NamedTuple):
    """Two members who may be one person; the older record first.

    strength: how strong the evidence is, in words · reasons: what agrees.
    """

    kept: Member
    merged: Member
    weight: float
    strength: str | Promise
    reasons: list[str]


class ComparedField(NamedTuple):
    """A field of both members as it is shown, and whether it differs."""

    name: str
    label: str | Promise
    kept: Any
    merged: Any
    differs: bool


def suggest_merges() -> list[MergeSuggestion]:
    """Return pairs that may be one person, the most likely first.

    Pairs that staff marked as two people are left out.
    """
    groups = find_groups()
    pairs: set[tuple[int, int]] = set()
    for group in groups:
        pairs.update(combinations(group, 2))
    pairs -= set(NotDuplicate.objects.values_list("first_id", "second_id"))
    ids = {pk for group in groups for pk in group}
    members = Member.objects.in_bulk(ids)
    records = read_records(members.values())
    found = []
    for first, second in sorted(pairs):
        one = records[first]
        other = records[second]
        weight = weight_of(one, other)
        if weight >= SUGGESTED_FROM:
            suggestion = MergeSuggestion(
                members[first],
                members[second],
                weight,
                DUPLICATE_STRENGTHS[strength_of(weight)],
                _reasons(one, other),
            )
            found.append(suggestion)
    found.sort(key=lambda suggestion: -suggestion.weight)
    return found[:SHOWN]


def _reasons(one: ComparedMember, other: ComparedMember) -> list[str]:
    """Return what agrees, in words."""
    reasons = []
    for evidence in evidence_for(one, other):
        label = str(DUPLICATE_REASONS[evidence.name])
        reasons.append(
            f"{label}: {evidence.value}" if evidence.value else label
        )
    return reasons


def compare_members(kept: Member, merged: Member) -> dict[str, Any]:
    """Return both members side by side: fields, why they may be one person,
    and how many rows of each kind would move.
    """
    records = read_records((kept, merged))
    keys = MemberIdentity.objects.keys_of((kept.pk, merged.pk))
    one = records[kept.pk]
    other = records[merged.pk]
    weight = weight_of(one, other)
    fields = []
    for name in TAKEN:
        field = Member._meta.get_field(name.removesuffix("_id"))
        fields.append(
            ComparedField(
                name=name,
                label=getattr(field, "verbose_name", field.name),
                kept=_shown(kept, field.name),
                merged=_shown(merged, field.name),
                differs=getattr(kept, name) != getattr(merged, name),
            ),
        )
    return {
        "fields": fields,
        "reasons": _reasons(one, other),
        "strength": _strength(weight),
        "kept_keys": keys.get(kept.pk, []),
        "merged_keys": keys.get(merged.pk, []),
        "moving": _count_moving(merged),
    }


def _strength(weight: float) -> str | Promise:
    """Return how strong the evidence is, in words; "" if it is too weak to suggest."""
    if weight < SUGGESTED_FROM:
        return ""
    return DUPLICATE_STRENGTHS[strength_of(weight)]


def _count_moving(merged: Member) -> list[tuple[str, int]]:
    moving = []
    for model, field in relations_with(OnMerge.MOVE):
        count = model._base_manager.filter(**{field: merged}).count()
        if count:
            moving.append((str(model._meta.verbose_name_plural), count))
    return moving


def _shown(member: Member, field: str) -> Any:
    display = getattr(member, f"get_{field}_display", None)
    return display() if display else getattr(member, field)
