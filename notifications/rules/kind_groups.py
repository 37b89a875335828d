"""Kinds of events in groups, and a choice for all kinds of a group."""

from collections.abc import Mapping

from notifications.rules.kinds import KINDS, Pace

ALL_KINDS = "all"
AS_SHIPPED = "shipped"
KIND_GROUPS: dict[str, tuple[str, ...]] = {
    "issues": (
        "alert.raised",
        "alert.escalated",
        "alert.regressed",
        "issue.state_changed",
        "ticket.answered",
        "claim.spreading",
    ),
    "questions": ("question.overdue", "question.backlog"),
    "work": ("promise.due", "handover.proposed"),
    "koc": (
        "nomination.to_judge",
        "nomination.decided",
        "koc_status.began",
        "koc_status.ended",
        "koc_status.review_due",
        "dormancy.koc_dormant",
        "role.gained",
        "role.lost",
    ),
    "campaigns": (
        "campaign.started",
        "campaign.ended",
        "campaign.closed",
        "campaign.node_overdue",
        "decision.check_due",
    ),
    "data": (
        "feed.silent",
        "night.missing",
        "personal_data.seen_in_bulk",
    ),
}


def preset_paces(preset: str) -> Mapping[str, str]:
    """Return the pace that a preset "group:pace" gives to each of its kinds;
    "all" is every group, "shipped" what a kind has if nobody chose. An unknown
    preset gives none.
    """
    group, _colon, pace = preset.partition(":")
    kinds = tuple(KINDS) if group == ALL_KINDS else KIND_GROUPS.get(group, ())
    if pace == AS_SHIPPED:
        return {kind: KINDS[kind].pace.value for kind in kinds}
    if pace not in set(Pace):
        return {}
    return dict.fromkeys(kinds, pace)
