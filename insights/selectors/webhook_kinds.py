"""The kinds of events that a webhook can follow: changes of segments, and
what upper apps add when the project starts.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from insights.models.webhooks import SEGMENT_CHANGES

_kinds: dict[str, str | Promise] = {
    SEGMENT_CHANGES: _("Members joined or left a segment"),
}


def add_event_kinds(kinds: Mapping[str, str | Promise]) -> None:
    """Let webhooks follow these kinds as well; each has its name in words."""
    _kinds.update(kinds)


def event_kind_choices() -> list[tuple[str, str | Promise]]:
    """Return every kind that a webhook can follow, with its name in words."""
    return list(_kinds.items())
