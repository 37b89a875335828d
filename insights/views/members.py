from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from activity.rules.newcomers import NEWCOMER_DAYS
from activity.selectors.freshness import freshness_of
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader, every_row, mine
from insights.filters import ASIDE, CURRENT, MemberDirectoryFilter
from insights.querysets import members_with_summary
from insights.tables import MemberTable
from lifecycle.models import DormancyState
from lifecycle.querysets import NEWLY_DAYS
from members.labels import MEMBER_NOUN


def _current(_reader: TabReader) -> dict[str, str]:
    return {"records": CURRENT}


def _aside(_reader: TabReader) -> dict[str, str]:
    return {"records": ASIDE}


def _people(_reader: TabReader) -> dict[str, str]:
    return {"kind": "person"}


def _just_cooled(reader: TabReader) -> dict[str, str]:
    since = reader.today - timedelta(days=NEWLY_DAYS)
    return {
        "state": str(DormancyState.State.COOLING.value),
        "state_since": since.isoformat(),
    }


def _new(reader: TabReader) -> dict[str, str]:
    since = reader.today - timedelta(days=NEWCOMER_DAYS)
    return {"kind": "person", "newcomer_since": since.isoformat()}


def _uncared(_reader: TabReader) -> dict[str, str]:
    return {"kind": "person", "uncared": "true"}


CURRENT_TAB = QuickTab(gettext_lazy("Current members"), _current)
ASIDE_TAB = QuickTab(gettext_lazy("Other records"), _aside)


class MemberListPage(ListPage):
    filterset_class = MemberDirectoryFilter
    table_class = MemberTable
    url_name = "insights:member_list"
    create_url_name = "members:member_create"
    title = gettext_lazy("Members")
    create_label = gettext_lazy("New member")
    question = gettext_lazy("Who are they, and who is moving?")
    empty_hint = gettext_lazy(
        "Members appear with their first event, by import, or by hand.",
    )
    template_name = "insights/member_list.html"
    noun = MEMBER_NOUN
    opens_on = CURRENT_TAB
    behind = ASIDE_TAB
    # The overview counts all members, so the list says which number is theirs.
    tabs = (
        CURRENT_TAB,
        QuickTab(gettext_lazy("All members"), _people),
        QuickTab(gettext_lazy("Mine"), mine("primary_contact")),
        QuickTab(gettext_lazy("Just cooled"), _just_cooled),
        QuickTab(gettext_lazy("With nobody"), _uncared),
        QuickTab(gettext_lazy("Newly joined"), _new),
        ASIDE_TAB,
        QuickTab(gettext_lazy("All records"), every_row),
    )
    presets = ("state", "primary", "owner_status")

    # What can be done to many members; kocops/composition.py sets it.
    bulk_acts: tuple[BulkAct, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        members = members_with_summary(generation).unmerged()
        return members.select_related("primary_contact").order_by("-pk")
