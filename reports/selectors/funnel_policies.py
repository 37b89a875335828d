"""Which kinds of events belong to which stage."""

from django.utils.translation import gettext as _

from activity.labels import KIND_LABELS
from activity.rules.kinds import KINDS
from common.services.policies import in_force
from reports.labels import STAGE_LABELS
from reports.models import FunnelPolicy
from reports.rules.stages import SHIPPED, Stage, StageKinds, stage_by_kind


def shipped_policy() -> FunnelPolicy:
    """Return the shipped version, not stored."""
    return FunnelPolicy(version=1, kinds=dict(SHIPPED))


def policy_in_force() -> FunnelPolicy:
    """Return the newest version; the shipped one, not stored, if there is none."""
    return in_force(shipped_policy)


def moved_kinds(before: StageKinds, after: StageKinds) -> list[str]:
    """Return each kind that moves, with its stage before and after."""
    old, new = stage_by_kind(before), stage_by_kind(after)
    moved = []
    for kind in KINDS:
        was, will = old.get(kind.name), new.get(kind.name)
        if was != will:
            words = {
                "label": KIND_LABELS[kind.name],
                "was": _label(was),
                "now": _label(will),
            }
            moved.append(_("%(label)s: %(was)s → %(now)s") % words)
    return moved


def _label(stage: Stage | None) -> str:
    return str(STAGE_LABELS[stage or Stage.ATTENTION])
