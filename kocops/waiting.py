"""What waits for somebody, page by page: the counts of the sidebar, all of
them read with one query.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.rules.newcomers import NEWCOMER_DAYS
from alerts.models import IssueReport
from alerts.selectors.raised import raised_issues
from common.db.counting import count_at_once, limited_count
from common.security.access import may
from common.selectors.outbox import stuck_messages
from common.ui.remembered import RememberedValues
from community.models import Question
from members.models import Member
from notifications.models import Notification
from roles.selectors.newcomers import newcomers
from teamwork.models import Handover, Nomination
from teamwork.selectors.desk import MAX_COUNTED, waiting_rows
from teamwork.selectors.desk_items import DeskContext, desk_context

DESK = "teamwork:desk"


class Waiting(NamedTuple):
    """How many things wait on a page: the number, or so many and more, and
    where they are listed.
    """

    shown: str
    href: str
    is_urgent: bool = False
    is_exact: bool = True

    @property
    def words(self) -> str:
        """Return the count as a sentence."""
        texts = (
            _("%(count)s waiting, one of them without an owner"),
            _("%(count)s waiting"),
        )
        return texts[0 if self.is_urgent else 1] % {"count": self.shown}


class _Source(NamedTuple):
    """Where the waiting things of a page are listed, and which they are;
    `urgent` are those that nobody owns.
    """

    url_name: str
    query: str
    rows: Callable[[DeskContext], QuerySet[Any]]
    urgent: Callable[[DeskContext], QuerySet[Any]] | None = None

    @property
    def href(self) -> str:
        """Return the address of the list."""
        query = f"?{self.query}" if self.query else ""
        return reverse(self.url_name) + query


def _alerts(_viewer: DeskContext) -> QuerySet[Any]:
    return raised_issues()


def _alerts_without_owner(viewer: DeskContext) -> QuerySet[Any]:
    return _alerts(viewer).filter(owner__isnull=True)


def _questions(_viewer: DeskContext) -> QuerySet[Any]:
    return Question.objects.unanswered().without_history()


def _owners_to_notify(_viewer: DeskContext) -> QuerySet[Any]:
    return IssueReport.objects.awaiting_notice()


def _newcomers(viewer: DeskContext) -> QuerySet[Any]:
    since = viewer.today - timedelta(days=NEWCOMER_DAYS)
    return newcomers(Member.objects.unmerged(), since=since).filter(
        welcomed_at__isnull=True,
    )


def _nominations(_viewer: DeskContext) -> QuerySet[Any]:
    return Nomination.objects.filter(state=Nomination.State.OPEN)


def _handovers(_viewer: DeskContext) -> QuerySet[Any]:
    return Handover.objects.filter(state=Handover.State.PROPOSED)


def _unread(viewer: DeskContext) -> QuerySet[Any]:
    return Notification.objects.unread().filter(user=viewer.user)


def _stuck_messages(_viewer: DeskContext) -> QuerySet[Any]:
    return stuck_messages()


SOURCES = (
    _Source("notifications:notification_list", "unread=true", _unread),
    _Source("roles:newcomer_list", "waiting=true", _newcomers),
    _Source(
        "alerts:issue_list",
        "alerted=true&open=true",
        _alerts,
        _alerts_without_owner,
    ),
    _Source("alerts:question_list", "status=waiting", _questions),
    _Source("alerts:notice_list", "", _owners_to_notify),
    _Source("teamwork:nomination_list", "state=open", _nominations),
    _Source("teamwork:handover_list", "state=proposed", _handovers),
    _Source("integrations:message_list", "stuck=true", _stuck_messages),
)


_known: RememberedValues[dict[str, Waiting]] = RememberedValues()


def waiting_for(request: HttpRequest, now: datetime) -> dict[str, Waiting]:
    """Return what waits by the name of its page, as `read_waiting` found it
    at most MENU_COUNTS_SECONDS ago; after the reader's own last write it is
    read anew.
    """
    viewer = desk_context(request, now)
    key = (viewer.roles, viewer.generation)
    return _known.get(request, key, lambda: read_waiting(viewer))


def read_waiting(viewer: DeskContext) -> dict[str, Waiting]:
    """Return what waits by the name of its page.

    Pages where nothing waits, or that the viewer may not see, are left out.
    Each count stops above MAX_COUNTED.
    """
    sources = [one for one in SOURCES if may(viewer.user, one.url_name)]
    counts = _count(viewer, sources)
    found = {}
    for number, source in enumerate(sources):
        if count := counts[f"rows_{number}"]:
            is_urgent = bool(counts.get(f"urgent_{number}"))
            found[source.url_name] = _waiting(count, source.href, is_urgent)
    desk = sum(counts[name] for name in counts if name.startswith("desk_"))
    if desk:
        found[DESK] = _waiting(desk, reverse(DESK))
    return found


def _count(viewer: DeskContext, sources: list[_Source]) -> dict[str, int]:
    """Return the counts of all sources and of the desk, read with one query."""
    wanted = {}
    for number, source in enumerate(sources):
        rows = source.rows(viewer)
        wanted[f"rows_{number}"] = limited_count(rows, MAX_COUNTED + 1)
        if source.urgent:
            wanted[f"urgent_{number}"] = limited_count(
                source.urgent(viewer), 1
            )
    for number, rows in enumerate(waiting_rows(viewer)):
        wanted[f"desk_{number}"] = limited_count(rows, MAX_COUNTED + 1)
    return count_at_once(wanted, user_id=viewer.user.pk)


def _waiting(count: int, href: str, is_urgent: bool = False) -> Waiting:
    is_exact = count <= MAX_COUNTED
    shown = str(count) if is_exact else f"{MAX_COUNTED}+"
    return Waiting(shown, href, is_urgent, is_exact)
