"""What roles add to the time line of a member: roles that began and ended,
decisions of staff, welcomes and introductions.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.security.names import staff_name
from common.ui.timeline import Entry, RowSource, Subject
from roles.models import (
    Introduction,
    NewcomerWelcome,
    RoleOverride,
    RoleSpell,
)

STATES = "states"
TALKS = "talks"


def _spells(subject: Subject) -> QuerySet[Any]:
    day = subject.known_through or subject.today
    return RoleSpell.objects.known_on(day).filter(member=subject.member)


def _grew(spell: Any) -> Entry:
    text = _("Grew into the role %(role)s") % {
        "role": spell.get_role_display(),
    }
    return Entry(spell.pk, spell.started_on, "settings", text)


def _over(subject: Subject) -> QuerySet[Any]:
    return _spells(subject).filter(over_on__isnull=False)


def _lost(spell: Any) -> Entry:
    text = _("No longer holds the role %(role)s") % {
        "role": spell.get_role_display(),
    }
    return Entry(spell.pk, spell.over_on, "settings", text)


def _overrides(subject: Subject) -> QuerySet[Any]:
    """Return what staff decided about the member's roles."""
    decided = RoleOverride.objects.filter(member=subject.member)
    return decided.select_related("created_by")


def _decided(override: RoleOverride) -> Entry:
    text = _("%(role)s: %(decision)s. %(reason)s") % {
        "role": override.get_role_display(),
        "decision": override.get_holds_display(),
        "reason": override.reason,
    }
    who = staff_name(override.created_by)
    return Entry(override.pk, override.created_at, "message", text, sub=who)


def _welcomes(subject: Subject) -> QuerySet[Any]:
    welcomes = NewcomerWelcome.objects.in_force()
    mine = welcomes.filter(member=subject.member)
    return mine.select_related("welcomed_by")


def _welcomed(welcome: NewcomerWelcome) -> Entry:
    text = _("Welcomed by %(name)s") % {
        "name": staff_name(welcome.welcomed_by),
    }
    return Entry(
        welcome.pk,
        welcome.welcomed_at,
        "user-heart",
        text,
        more=welcome.get_how_display(),
        sub=welcome.note,
    )


def _introductions(subject: Subject) -> QuerySet[Any]:
    member = subject.member
    made = Introduction.objects.in_force().filter(
        Q(newcomer=member) | Q(host=member),
    )
    return made.select_related("newcomer", "host", "made_by")


def _introduced(row: Introduction) -> Entry:
    text = _("Introduced: %(newcomer)s to %(host)s") % {
        "newcomer": row.newcomer,
        "host": row.host,
    }
    who = staff_name(row.made_by)
    return Entry(row.pk, row.made_at, "users", text, sub=who)


TIMELINE = (
    RowSource("roles", STATES, "started_on", _spells, _grew, is_day=True),
    RowSource("lost-roles", STATES, "over_on", _over, _lost, is_day=True),
    RowSource("decisions", STATES, "created_at", _overrides, _decided),
    RowSource("welcomes", TALKS, "welcomed_at", _welcomes, _welcomed),
    RowSource(
        "introductions",
        TALKS,
        "made_at",
        _introductions,
        _introduced,
    ),
)
