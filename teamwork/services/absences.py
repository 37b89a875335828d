"""Days on which colleagues are away, and who stands in for them."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from common.models import StaffAbsence
from common.security.access import LEADS, roles_of


@atomic_with_retry
def add_absence(*, absence: StaffAbsence, user: Any) -> StaffAbsence:
    """Store an absence of one's own, or as a lead of anybody, and return it.

    Errors: Forbidden, ValidationError, Conflict if it overlaps another one.
    """
    _check_allowed(absence.user, user)
    _check_stand_in(absence.user, absence.stand_in)
    _lock(absence.user)
    absence.full_clean()
    _check_free(absence)
    absence.save(force_insert=True)
    return absence


@atomic_with_retry
def change_absence(
    *,
    absence_id: int,
    user: Any,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
) -> StaffAbsence:
    """Change an absence and return it. Errors: as add_absence(), EditConflict."""
    rows = StaffAbsence.objects.select_for_update(of=("self",))
    absence: StaffAbsence = rows.get(pk=absence_id)
    _check_allowed(absence.user, user)
    of = changes.get("user", absence.user)
    _check_allowed(of, user)
    _check_stand_in(of, changes.get("stand_in", absence.stand_in))
    _lock(of)
    apply_edit(absence, changes=changes, opened=opened)
    _check_free(absence)
    return absence


@atomic_with_retry
def remove_absence(*, absence_id: int, user: Any) -> None:
    """Remove an absence, if it is still there. Errors: Forbidden."""
    absence = StaffAbsence.objects.filter(pk=absence_id).first()
    if absence is not None:
        _check_allowed(absence.user, user)
        absence.delete()


def may_change_absence(of: Any, user: Any) -> bool:
    """Return whether a colleague may enter absences of another one."""
    return of.pk == user.pk or bool(roles_of(user) & LEADS)


def _check_allowed(of: Any, user: Any) -> None:
    if not may_change_absence(of, user):
        raise Forbidden(
            "not_own_absence",
            _("Only leads enter absences of somebody else."),
        )


def _check_stand_in(of: Any, stand_in: Any) -> None:
    if stand_in is not None and stand_in.pk == of.pk:
        raise Invalid(
            "own_stand_in",
            _("Choose another colleague: nobody stands in for themselves."),
            where={"field": "stand_in"},
        )


def _lock(of: Any) -> None:
    """Let nobody else store an absence of this colleague meanwhile."""
    get_user_model().objects.select_for_update().get(pk=of.pk)


def _check_free(absence: StaffAbsence) -> None:
    """Refuse days on which the colleague is away already.

    Errors: Conflict.
    """
    others = StaffAbsence.objects.exclude(pk=absence.pk).filter(
        user=absence.user,
        starts_on__lte=absence.ends_on,
        ends_on__gte=absence.starts_on,
    )
    other = others.order_by("starts_on").first()
    if other is None:
        return
    text = _(
        "%(who)s is away from %(first)s to %(last)s already. Change that "
        "absence, or choose other days.",
    )
    shown = {
        "who": absence.user,
        "first": other.starts_on,
        "last": other.ends_on,
    }
    raise Conflict("absences_overlap", text % shown)
