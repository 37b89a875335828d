"""Which rows belong to members, and what a merge does with them."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db.models import ForeignObjectRel, Model

from members.models import Member
from members.rules.merging import OnMerge


def member_relations() -> Iterator[tuple[type[Model], str]]:
    """Yield every model that refers to a member, with the name of the field."""
    for relation in Member._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            yield relation.related_model, relation.field.name


def policy_of(model: type[Model], field: str) -> OnMerge | None:
    """Return what a merge does with such rows; None if it is not declared."""
    declared: dict[str, OnMerge] = getattr(model, "on_member_merge", {})
    return declared.get(field)


def relations_with(policy: OnMerge) -> list[tuple[type[Model], str]]:
    """Return the models and fields for which this policy is declared."""
    found = []
    for model, field in member_relations():
        if policy_of(model, field) is policy:
            found.append((model, field))
    return found


def check_merge_policies(**_options: Any) -> list[CheckMessage]:
    """Report every reference to a member whose merge policy is not declared."""
    errors: list[CheckMessage] = []
    for model, field in member_relations():
        if policy_of(model, field) is not None:
            continue
        error = Error(
            f"{model._meta.label}.{field} does not say what a merge does with it.",
            hint="Declare on_member_merge (members/rules/merging.py).",
            obj=model,
            id="members.E001",
        )
        errors.append(error)
    return errors
