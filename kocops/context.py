"""What the base layout of every page shows."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.security.access import ROLE_LABELS, may, roles_of
from insights.selectors.annotations import read_annotations
from kocops.menu import (
    MENU_GROUPS,
    PHONE_TABS,
    MenuGroup,
    MenuItem,
    entry_of,
)
from kocops.selectors.first_steps import (
    STEP_PAGES,
    read_first_steps,
    shows_steps,
)
from kocops.selectors.palette_acts import PALETTE_ACTIONS
from kocops.waiting import waiting_for


class SidebarGroup(NamedTuple):
    """A group of the sidebar as one reader sees it."""

    name: str
    label: str | Promise
    items: list[MenuItem]
    is_open: bool


def layout(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page shows: menu, palette, account.

    Counts and freshness are asked of the database only if a template uses
    them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    match = request.resolver_match
    current = match.view_name if match else ""
    here = entry_of(current)
    freshness = SimpleLazyObject(lambda: freshness_of(request, timezone.now()))
    groups = [_shown(group, user, here) for group in MENU_GROUPS]
    menu: list[MenuItem] = []
    for group in groups:
        menu += group.items
    return {
        "menu": menu,
        "menu_groups": [group for group in groups if group.items],
        "phone_tabs": [item for item in menu if item.url_name in PHONE_TABS],
        "palette_actions": [
            act for act in PALETTE_ACTIONS if may(user, act.url_name, "POST")
        ],
        "menu_counts": SimpleLazyObject(
            lambda: waiting_for(request, timezone.now()),
        ),
        "current_view": current,
        "current_entry": here,
        "freshness": freshness,
        "first_steps": SimpleLazyObject(
            lambda: _first_steps(current, user, freshness),
        ),
        # Called by the templates that draw charts.
        "chart_annotations": lambda: read_annotations(
            business_today(timezone.now()),
        ),
        "first_step_here": STEP_PAGES.get(current, ""),
        "display_time_zones": settings.DISPLAY_TIME_ZONES,
        "role_labels": _role_labels(user),
    }


def _first_steps(current: str, user: Any, freshness: Any) -> Any:
    """Return the first steps of the installation on the pages that lead
    through them, an empty text on others.
    """
    if current not in STEP_PAGES:
        return ""
    if not shows_steps(current, user, freshness.generation):
        return ""
    return read_first_steps(user)


def _role_labels(user: Any) -> list[str | Promise]:
    roles = roles_of(user)
    labels: list[str | Promise] = []
    for role, label in ROLE_LABELS.items():
        if role in roles:
            labels.append(label)
    return labels


def _shown(group: MenuGroup, user: Any, here: str) -> SidebarGroup:
    items = [item for item in group.items if may(user, item.url_name)]
    is_here = here in [item.url_name for item in items]
    return SidebarGroup(
        group.name, group.label, items, group.is_open or is_here
    )
