"""How colleagues want to be notified, as shipped where they have not chosen."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from notifications.labels import KindLabel, kind_label
from notifications.models import (
    EscalationPolicy,
    KindPreference,
    Preference,
)
from notifications.rules.kinds import KINDS, NotificationKind


class KindChoice(NamedTuple):
    """A kind, its words, and how soon a colleague is notified of it."""

    kind: NotificationKind
    label: KindLabel
    pace: str


def preferences_of(users: Iterable[Any]) -> dict[int, Preference]:
    """Return the preferences of each account by its primary key."""
    accounts = {user.pk: user for user in users}
    stored = Preference.objects.filter(user__in=list(accounts))
    found = {row.user_id: row for row in stored}
    for pk, user in accounts.items():
        found.setdefault(pk, Preference(user=user))
    return found


def kind_choices(user: Any) -> list[KindChoice]:
    """Return every kind with how soon the colleague is notified of it."""
    stored = KindPreference.objects.filter(user=user)
    paces = dict(stored.values_list("kind", "pace"))
    return [
        KindChoice(kind, kind_label(name), paces.get(name, kind.pace.value))
        for name, kind in KINDS.items()
    ]


def escalation_policy() -> EscalationPolicy:
    """Return after how many hours alerts are escalated."""
    return EscalationPolicy.objects.first() or EscalationPolicy()
