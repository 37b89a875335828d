"""What members shows on the member page: identities, cars, interests, and what
deliveries say otherwise.
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


def identity_panel(member: Member) -> dict[str, Any]:
    """Return cars (with software), kept tags, identities, masked personal
    details and open conflicts of a member.
    """
    cars = list(member.vehicles.prefetch_related("software"))
    details = list(member.contacts.all())
    return {
        "vehicles": cars,
        "tags": list(member.tags.filter(is_rejected=False)),
        "identities": list(member.identities.order_by("platform", "pk")),
        "details": details,
        "conflicts": _conflicts(member, cars, details),
        "tag_form": TagForm(),
        "identity_form": IdentityForm(auto_id="identity_%s"),
        "detail_form": DetailForm(auto_id="detail_%s"),
        "consents": list(member.consents.select_related("recorded_by")[:5]),
        "consent_form": ConsentForm(auto_id="consent_%s"),
        "software_form": SoftwareForm(auto_id=False),
    }


def _conflicts(
    member: Member,
    cars: list[Any],
    details: list[MemberContact],
) -> list[ShownConflict]:
    stands = {f"vehicle.{car.pk}": car for car in cars}
    masked = {detail.kind: detail.masked for detail in details}
    shown = []
    for row in member.sync_conflicts.filter(state=SyncConflict.State.OPEN):
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
