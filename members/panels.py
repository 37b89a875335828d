"""What members shows on the member page: who it is, accounts, cars, interests,
and what deliveries say otherwise.
"""

from dataclasses import dataclass
from typing import Any

from members.forms import (
    ConsentForm,
    DetailForm,
    IdentityForm,
    SoftwareForm,
    TagForm,
)
from members.labels import field_label, value_label
from members.models import Member, MemberContact, SyncConflict
from members.rules.masking import mask_contact


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A field in which a delivery says otherwise than staff, in words."""

    pk: int
    label: str
    stands: str
    delivered: str
    source: str
    seen_at: Any


def identity_card(member: Member) -> dict[str, Any]:
    """Return who a member is at a glance: cars that they own, kept tags,
    masked personal details, and how many accounts and cars there are.
    """
    cars = list(member.vehicles.prefetch_related("software"))
    return {
        "cars_now": [car for car in cars if car.ended_on is None],
        "car_count": len(cars),
        "tags": list(member.tags.filter(is_rejected=False)),
        "tag_form": TagForm(),
        "details": list(member.contacts.all()),
        "account_count": member.identities.count(),
    }


def vehicle_panel(member: Member) -> dict[str, Any]:
    """Return the cars of a member with their software."""
    return {
        "vehicles": list(member.vehicles.prefetch_related("software")),
        "software_form": SoftwareForm(auto_id=False),
    }


def account_panel(member: Member) -> dict[str, Any]:
    """Return the identities, masked personal details and consents of a member."""
    return {
        "identities": list(member.identities.order_by("platform", "pk")),
        "details": list(member.contacts.all()),
        "identity_form": IdentityForm(auto_id="identity_%s"),
        "detail_form": DetailForm(auto_id="detail_%s"),
        "consents": list(member.consents.select_related("recorded_by")[:5]),
        "consent_form": ConsentForm(auto_id="consent_%s"),
    }


def conflict_panel(member: Member) -> list[ShownConflict]:
    """Return the fields in which deliveries say otherwise than staff."""
    is_open = SyncConflict.State.OPEN
    rows = list(member.sync_conflicts.filter(state=is_open))
    if not rows:
        return []
    cars = list(member.vehicles.all())
    return _conflicts(rows, member, cars, list(member.contacts.all()))


def _conflicts(
    rows: list[SyncConflict],
    member: Member,
    cars: list[Any],
    details: list[MemberContact],
) -> list[ShownConflict]:
    stands = {f"vehicle.{car.pk}": car for car in cars}
    masked = {detail.kind: detail.masked for detail in details}
    shown = []
    for row in rows:
        holder, _dot, name = row.field.rpartition(".")
        label = field_label(name)
        if row.field in MemberContact.Kind.values:
            present = masked.get(row.field, "")
            delivered = mask_contact(row.field, row.value or "")
        else:
            owner = stands.get(holder, member)
            present = value_label(name, str(getattr(owner, name, "") or ""))
            delivered = value_label(name, row.value or "")
            if present == delivered:
                continue
            if holder:
                label = f"{owner} · {label}"
        conflict = ShownConflict(
            pk=row.pk,
            label=label,
            stands=present,
            delivered=delivered,
            source=row.source,
            seen_at=row.seen_at,
        )
        shown.append(conflict)
    return shown
