"""What the base layout of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from activity.services.freshness import freshness_of
from common.access import ROLE_LABELS, may, roles_of
from kocops.menu import MENU


def layout(request: HttpRequest) -> dict[str, Any]:
    """Return menu, freshness and preferences; nothing is read for pages that show none of it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    match = request.resolver_match
    return {
        "menu": [item for item in MENU if may(user, item.url_name)],
        "current_view": match.view_name if match else "",
        "freshness": SimpleLazyObject(lambda: freshness_of(request, timezone.now())),
        "display_time_zones": settings.DISPLAY_TIME_ZONES,
        "role_labels": [label for role, label in ROLE_LABELS.items() if role in roles_of(user)],
    }
