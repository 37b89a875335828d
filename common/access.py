"""Who may do what: one table, denied by default. A view whose name is not here answers nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

COMMUNICATOR, PLANNER, ANALYST, LEAD, ADMIN = "communicator", "planner", "analyst", "lead", "admin"
ANYONE, MACHINE = "anyone", "machine"
ROLE_LABELS = {
    COMMUNICATOR: _("Frontline communicator"),
    PLANNER: _("Content planner"),
    ANALYST: _("Data analyst"),
    LEAD: _("Team lead"),
    ADMIN: _("Administrator"),
}
STAFF = frozenset(ROLE_LABELS)
LEADS = frozenset({LEAD, ADMIN})
DATA = frozenset({ANALYST, LEAD, ADMIN})
EDITORS = frozenset({COMMUNICATOR, LEAD, ADMIN})
SEGMENTERS = frozenset({PLANNER, ANALYST, LEAD, ADMIN})
JUDGES = frozenset({PLANNER, ANALYST})
EVERYONE = STAFF | {ANYONE, MACHINE}
NOBODY: frozenset[str] = frozenset()

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """Roles that may read and write one view, and the token scope a machine needs for each."""

    read: frozenset[str] = NOBODY
    write: frozenset[str] = NOBODY
    read_scope: str = ""
    write_scope: str = ""

    def roles(self, method: str) -> frozenset[str]:
        return self.read if method in READING else self.write

    def scope(self, method: str) -> str:
        return self.read_scope if method in READING else self.write_scope


SCOPES = {
    "members:read": _("Read members and circles"),
    "activity:read": _("Read activity summaries and the state of the night"),
    "roles:read": _("Read roles and their strengths"),
    "lifecycle:read": _("Read dormancy states and their reasons"),
    "alerts:read": _("Read issues, alerts and questions"),
    "posts:read": _("Read posts"),
    "posts:write": _("Send posts and reactions"),
    "segments:read": _("Pull segments"),
    "tags:write": _("Push computed interest tags"),
    "interactions:read": _("Read the interaction log"),
    "interactions:write": _("Log interactions"),
    "events:write": _("Send events"),
}

_members_api = Access(read=STAFF, read_scope="members:read")
_activity_api = Access(read=STAFF, read_scope="activity:read")
_segments_api = Access(read=STAFF, read_scope="segments:read")
_alerts_api = Access(read=STAFF, read_scope="alerts:read")
_lifecycle_api = Access(read=STAFF, read_scope="lifecycle:read")

ACCESS: dict[str, Access] = {
    "home": Access(read=STAFF),
    "healthz": Access(read=EVERYONE),
    "readyz": Access(read=EVERYONE),
    "login": Access(read=EVERYONE, write=EVERYONE),
    "logout": Access(write=STAFF),
    "set_language": Access(write=EVERYONE),
    "javascript_catalog": Access(read=EVERYONE),
    "preferences": Access(write=STAFF),
    "help": Access(read=STAFF),
    "save_view": Access(write=STAFF),
    "delete_view": Access(write=STAFF),
    "save_columns": Access(write=STAFF),
    "job_progress": Access(read=STAFF),
    "cancel_job": Access(write=DATA),
    "insights:overview": Access(read=STAFF),
    "insights:member_list": Access(read=STAFF, write=STAFF),
    "insights:succession": Access(read=STAFF),
    "insights:segment_list": Access(read=STAFF),
    "insights:segment_detail": Access(read=STAFF),
    "insights:segment_create": Access(read=SEGMENTERS, write=SEGMENTERS),
    "insights:segment_edit": Access(read=SEGMENTERS, write=SEGMENTERS),
    "insights:segment_preview": Access(write=SEGMENTERS),
    "insights:segment_recount": Access(write=SEGMENTERS),
    "insights:segment_archive": Access(write=SEGMENTERS),
    "insights:segment_export": Access(read=SEGMENTERS),
    "insights:webhook_list": Access(read=DATA),
    "insights:webhook_detail": Access(read=DATA),
    "insights:webhook_create": Access(read=LEADS, write=LEADS),
    "insights:webhook_edit": Access(read=LEADS, write=LEADS),
    "insights:webhook_rotate": Access(write=LEADS),
    "insights:webhook_pause": Access(write=LEADS),
    "insights:webhook_ping": Access(write=LEADS),
    "insights:webhook_resend": Access(write=LEADS),
    "api:segment-list": _segments_api,
    "api:segment-detail": _segments_api,
    "api:segment-member-list": _segments_api,
    "api:segment-export": Access(read=SEGMENTERS, read_scope="segments:read"),
    "teamwork:member_page": Access(read=STAFF),
    "teamwork:desk": Access(read=STAFF),
    "teamwork:item_seen": Access(write=STAFF),
    "teamwork:interaction_list": Access(read=STAFF),
    "teamwork:interaction_create": Access(read=STAFF, write=STAFF),
    "teamwork:promise_keep": Access(write=STAFF),
    "teamwork:promise_move": Access(write=STAFF),
    "teamwork:nomination_list": Access(read=STAFF),
    "teamwork:nomination_detail": Access(read=STAFF),
    "teamwork:nomination_create": Access(read=EDITORS, write=EDITORS),
    "teamwork:nomination_judge": Access(write=JUDGES | {ADMIN}),
    "teamwork:nomination_decide": Access(write=LEADS),
    "teamwork:nomination_withdraw": Access(write=STAFF),
    "teamwork:workload": Access(read=STAFF),
    "teamwork:contact_list": Access(read=STAFF, write=EDITORS),
    "teamwork:handover_list": Access(read=STAFF),
    "teamwork:handover_detail": Access(read=STAFF, write=STAFF),
    "teamwork:bulk_list": Access(read=STAFF),
    "teamwork:bulk_detail": Access(read=STAFF),
    "teamwork:bulk_undo": Access(write=STAFF),
    "teamwork:merge_list": Access(read=STAFF),
    "teamwork:merge_detail": Access(read=STAFF),
    "teamwork:merge_suggestions": Access(read=DATA, write=DATA),
    "teamwork:merge_compare": Access(read=DATA, write=DATA),
    "teamwork:merge_undo": Access(write=DATA),
    "api:interaction-list": Access(
        read=STAFF, write=STAFF, read_scope="interactions:read", write_scope="interactions:write"
    ),
    "api:interaction-detail": Access(read=STAFF, read_scope="interactions:read"),
    "members:member_create": Access(read=EDITORS, write=EDITORS),
    "members:member_edit": Access(read=EDITORS, write=EDITORS),
    "members:member_import": Access(read=DATA, write=DATA),
    "members:member_import_confirm": Access(read=DATA, write=DATA),
    "members:member_import_template": Access(read=DATA),
    "members:vehicle_create": Access(read=EDITORS, write=EDITORS),
    "members:vehicle_end": Access(read=EDITORS, write=EDITORS),
    "members:tag_member": Access(write=EDITORS),
    "members:untag_member": Access(write=EDITORS),
    "community:circle_list": Access(read=STAFF, write=LEADS),
    "community:circle_detail": Access(read=STAFF),
    "community:circle_create": Access(read=LEADS, write=LEADS),
    "community:circle_edit": Access(read=LEADS, write=LEADS),
    "activity:source_list": Access(read=STAFF),
    "activity:source_detail": Access(read=STAFF),
    "activity:source_create": Access(read=DATA, write=DATA),
    "activity:source_edit": Access(read=DATA, write=DATA),
    "activity:batch_list": Access(read=STAFF),
    "activity:batch_detail": Access(read=STAFF),
    "activity:batch_errors": Access(read=DATA),
    "activity:upload": Access(read=DATA, write=DATA),
    "activity:upload_mapping": Access(read=DATA, write=DATA),
    "activity:night_list": Access(read=STAFF),
    "activity:night_detail": Access(read=STAFF),
    "activity:run_night": Access(write=DATA),
    "roles:role_board": Access(read=STAFF),
    "roles:gear_list": Access(read=STAFF),
    "roles:newcomer_list": Access(read=STAFF),
    "roles:gear_map": Access(read=STAFF),
    "roles:suggestion_board": Access(read=STAFF),
    "roles:suggestion_answer": Access(write=EDITORS),
    "roles:journey": Access(read=STAFF),
    "roles:policy_list": Access(read=STAFF),
    "roles:policy_detail": Access(read=STAFF),
    "roles:policy_create": Access(read=DATA, write=DATA),
    "roles:override_create": Access(read=EDITORS, write=EDITORS),
    "roles:override_withdraw": Access(write=EDITORS),
    "api:role-list": Access(read=STAFF, read_scope="roles:read"),
    "api:role-detail": Access(read=STAFF, read_scope="roles:read"),
    "lifecycle:dormancy_board": Access(read=STAFF),
    "lifecycle:policy_list": Access(read=STAFF),
    "lifecycle:policy_detail": Access(read=STAFF),
    "lifecycle:policy_create": Access(read=DATA, write=DATA),
    "lifecycle:refit_policy": Access(write=DATA),
    "lifecycle:backtest_policy": Access(write=DATA),
    "lifecycle:dispute_list": Access(read=STAFF),
    "lifecycle:dispute_create": Access(read=EDITORS, write=EDITORS),
    "lifecycle:dispute_withdraw": Access(write=EDITORS),
    "api:schema": Access(read=STAFF, read_scope="*"),
    "api:docs": Access(read=STAFF),
    "api:member-list": _members_api,
    "api:member-detail": _members_api,
    "api:member-tags": Access(write=EDITORS | DATA, write_scope="tags:write"),
    "api:circle-list": _members_api,
    "api:circle-detail": _members_api,
    "api:activity-summary-list": _activity_api,
    "api:activity-summary-detail": _activity_api,
    "api:community-week-list": _activity_api,
    "alerts:issue_list": Access(read=STAFF),
    "alerts:issue_detail": Access(read=STAFF, write=EDITORS | DATA),
    "alerts:issue_merge": Access(write=EDITORS | DATA),
    "alerts:issue_voices": Access(write=EDITORS | DATA),
    "alerts:correction_undo": Access(write=EDITORS | DATA),
    "alerts:notice_list": Access(read=STAFF, write=EDITORS),
    "alerts:question_take": Access(write=EDITORS),
    "community:post_list": Access(read=STAFF),
    "alerts:question_list": Access(read=STAFF),
    "alerts:question_detail": Access(read=STAFF),
    "api:question-list": _alerts_api,
    "api:question-detail": _alerts_api,
    "api:issue-list": _alerts_api,
    "api:issue-detail": _alerts_api,
    "api:post-list": Access(read=STAFF, write=DATA, read_scope="posts:read", write_scope="posts:write"),
    "api:reaction-ingest": Access(write=DATA, write_scope="posts:write"),
    "api:post-detail": Access(read=STAFF, read_scope="posts:read"),
    "api:alert-list": _alerts_api,
    "api:alert-detail": _alerts_api,
    "api:freshness": _activity_api,
    "api:dormancy-state-list": _lifecycle_api,
    "api:dormancy-state-detail": _lifecycle_api,
    "api:not-found": Access(read=EVERYONE, write=EVERYONE, read_scope="*", write_scope="*"),
    "api:event-ingest": Access(write=DATA, write_scope="events:write"),
    "admin:*": Access(read=frozenset({ADMIN}), write=frozenset({ADMIN})),
}


def access_of(view_name: str) -> Access:
    """Return the table's row of a view; a view without one gets a row that lets nobody in."""
    name = "admin:*" if view_name.startswith("admin:") else view_name
    return ACCESS.get(name, Access())


def roles_of(user: Any) -> frozenset[str]:
    """Return the roles an account holds: its groups' names, and admin for a superuser."""
    if not user.is_authenticated:
        return frozenset({ANYONE})
    held = getattr(user, "_kocops_roles", None)
    if held is None:
        names = set(user.groups.values_list("name", flat=True)) & STAFF
        held = frozenset(names | ({ADMIN} if user.is_superuser else set()))
        user._kocops_roles = held
    return held


def colleagues() -> QuerySet[Any]:
    """Return active accounts that may edit members and so may be given some; those of machines are not among them."""
    held = Q(groups__name__in=EDITORS) | Q(is_superuser=True)
    return get_user_model().objects.filter(held, is_active=True).distinct().order_by("username")


def may(user: Any, view_name: str, method: str = "GET") -> bool:
    """Tell whether an account may use a view with a method."""
    allowed = access_of(view_name).roles(method)
    return ANYONE in allowed or bool(roles_of(user) & allowed)


def scope_suffices(scopes: Iterable[str], view_name: str, method: str) -> bool:
    """Tell whether a token with these scopes may use an API view with a method."""
    needed = access_of(view_name).scope(method)
    return bool(needed) and (needed == "*" or needed in set(scopes))
