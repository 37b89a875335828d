"""Who may do what: one table, denied by default.

Every app declares the rows of its views in `access.py`; `kocops/apps.py` adds
them together. A view without a row answers nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

COMMUNICATOR = "communicator"
PLANNER = "planner"
ANALYST = "analyst"
LEAD = "lead"
ADMIN = "admin"
ANYONE = "anyone"
MACHINE = "machine"
ROLE_LABELS = {
    COMMUNICATOR: _("Frontline communicator"),
    PLANNER: _("Content planner"),
    ANALYST: _("Data analyst"),
    LEAD: _("Team lead"),
    ADMIN: _("Administrator"),
}
STAFF = frozenset(ROLE_LABELS)
# Decide: nominations, webhooks, circles.
LEADS = frozenset({LEAD, ADMIN})
# Import, sources, policies, the nightly run, merges.
DATA = frozenset({ANALYST, LEAD, ADMIN})
# Edit members, dispute states, answer questions and owners.
EDITORS = frozenset({COMMUNICATOR, LEAD, ADMIN})
# Create, change, recount and export segments.
SEGMENTERS = frozenset({PLANNER, ANALYST, LEAD, ADMIN})
# Judge nominations.
JUDGES = frozenset({PLANNER, ANALYST})
EVERYONE = STAFF | {ANYONE, MACHINE}
NOBODY: frozenset[str] = frozenset()

# Jobs whose results hold rows about members: for those who asked, and leads.
PRIVATE_JOBS = frozenset({"preview_member_file"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """Roles that may read and write one view, and the token scope a machine needs for each."""

    read: frozenset[str] = NOBODY
    write: frozenset[str] = NOBODY
    read_scope: str = ""
    write_scope: str = ""

    def roles(self, method: str) -> frozenset[str]:
        return self.read if method in SAFE_METHODS else self.write

    def scope(self, method: str) -> str:
        return self.read_scope if method in SAFE_METHODS else self.write_scope


SCOPES = {
    "members:read": _("Read members and circles"),
    "activity:read": _("Read activity summaries and the state of the night"),
    "roles:read": _("Read roles and their strengths"),
    "lifecycle:read": _("Read dormancy states and their reasons"),
    "koc:read": _("Read the roster of KOC"),
    "scripts:read": _("Read approved scripts, fill them, and the public FAQ"),
    "outreach:read": _(
        "Ask who may be written to, and read the suppression list and badges",
    ),
    "campaigns:read": _(
        "Read campaigns, who takes part, review meetings and decisions",
    ),
    "campaigns:write": _(
        "Send sign-ups, attendance, works, costs and findings of campaigns",
    ),
    "alerts:read": _("Read issues, alerts and questions"),
    "claims:write": _("Enter claims that were seen, and case files"),
    "alerts:write": _("Change the rules for owners of issues"),
    "engineering:read": _(
        "Read engineering sheets, with VINs of owners who agreed, and tickets",
    ),
    "tickets:write": _("Send engineering tickets and their answers"),
    "lexicon:write": _("Add words to the lexicon and remove them"),
    "posts:read": _("Read posts"),
    "posts:write": _("Send posts and reactions"),
    "segments:read": _("Pull segments"),
    "dashboards:read": _("Read figures of dashboards and annotations"),
    "annotations:write": _("Add, change and remove annotations"),
    "targets:write": _("Set targets of the weekly brief"),
    "members:write": _("Send members"),
    "vehicles:write": _("Send the cars of members"),
    "circles:write": _("Take members into circles and out of them"),
    "tags:write": _("Push computed interest tags"),
    "interactions:read": _("Read the interaction log"),
    "interactions:write": _("Log interactions"),
    "events:write": _("Send events"),
    "notifications:read": _("Read the notifications of the account"),
    "webhooks:read": _("Read webhooks"),
    "webhooks:write": _("Create, change, rotate and try webhooks"),
    "messages:read": _("Read outgoing messages and their attempts"),
    "sources:read": _("Read sources and how their rows are read"),
    "sources:write": _("Create and change sources"),
    "consents:read": _("Read what members agree to"),
    "koc:write": _("Record paid cooperations"),
    "consents:write": _("Record what members agree to or withdraw"),
    "personal_data:read": _("Read all that is stored of a person, unmasked"),
    "personal_data:erase": _("Erase people"),
    "channels:read": _("Read channels for messages"),
    "channels:write": _("Create, change and test channels"),
}

ACCESS: dict[str, Access] = {
    "healthz": Access(read=EVERYONE),
    "readyz": Access(read=EVERYONE),
    "preferences": Access(write=STAFF),
    "save_view": Access(write=STAFF),
    "delete_view": Access(write=STAFF),
    "save_columns": Access(write=STAFF),
    "job_progress": Access(read=STAFF),
    "export_page": Access(read=STAFF),
    "export_file": Access(read=STAFF),
    "cancel_job": Access(write=DATA),
}


def add_access(rows: Mapping[str, Access]) -> None:
    """Add an app's rows to the table.

    Errors: ImproperlyConfigured for a view that the table has already.
    """
    twice = sorted(ACCESS.keys() & rows.keys())
    if twice:
        raise ImproperlyConfigured(
            f"access declared twice: {', '.join(twice)}",
        )
    ACCESS.update(rows)


def access_of(view_name: str) -> Access:
    """Return the table's row of a view; for a view without one, a row that admits nobody."""
    name = "admin:*" if view_name.startswith("admin:") else view_name
    return ACCESS.get(name, Access())


def roles_of(user: Any) -> frozenset[str]:
    """Return the roles an account holds: its groups' names, and admin for a superuser."""
    if not user.is_authenticated:
        return frozenset({ANYONE})
    held = getattr(user, "_kocops_roles", None)
    if held is None:
        names = set(user.groups.values_list("name", flat=True)) & STAFF
        if user.is_superuser:
            names.add(ADMIN)
        held = frozenset(names)
        user._kocops_roles = held
    return held


def colleagues() -> QuerySet[Any]:
    """Return active accounts that may edit members and so can be their
    contacts; accounts of machines are not among them.
    """
    is_editor = Q(groups__name__in=EDITORS) | Q(is_superuser=True)
    accounts = get_user_model().objects.filter(is_editor, is_active=True)
    return accounts.distinct().order_by("username")


def staff_accounts() -> QuerySet[Any]:
    """Return active accounts that hold any role."""
    holds = Q(groups__name__in=STAFF) | Q(is_superuser=True)
    accounts = get_user_model().objects.filter(holds, is_active=True)
    return accounts.distinct().order_by("username")


def holders_of(role: str) -> QuerySet[Any]:
    """Return active accounts that hold a role."""
    holds = Q(groups__name=role)
    if role == ADMIN:
        holds |= Q(is_superuser=True)
    accounts = get_user_model().objects.filter(holds, is_active=True)
    return accounts.distinct().order_by("username")


def may(user: Any, view_name: str, method: str = "GET") -> bool:
    """Tell whether an account may use a view with a method."""
    allowed = access_of(view_name).roles(method)
    return ANYONE in allowed or bool(roles_of(user) & allowed)


def may_see_job(user: Any, job: Any) -> bool:
    """Tell whether an account may see how far a job is and what came of it."""
    if job.kind not in PRIVATE_JOBS or job.requested_by_id == user.pk:
        return True
    return bool(roles_of(user) & LEADS)


def scope_suffices(scopes: Iterable[str], view_name: str, method: str) -> bool:
    """Tell whether a token with these scopes may use an API view with a method."""
    needed = access_of(view_name).scope(method)
    return bool(needed) and (needed == "*" or needed in set(scopes))
