from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from activity.selectors.freshness import freshness_of
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader, every_row, mine
from insights.filters import MemberDirectoryFilter
from insights.querysets import members_with_summary
from insights.tables import MemberTable
from lifecycle.models import DormancyState
from lifecycle.querysets import NEWLY_DAYS
from members.labels import MEMBER_NOUN

# As the list of newcomers counts them.
NEW_DAYS = 30


def _people(_reader: TabReader) -> dict[str, str]:
    return {"kind": "person"}


def _just_cooled(reader: TabReader) -> dict[str, str]:
    since = reader.today - timedelta(days=NEWLY_DAYS)
    return {
        "state": str(DormancyState.State.COOLING.value),
        "state_since": since.isoformat(),
    }


def _new(reader: TabReader) -> dict[str, str]:
    since = reader.today - timedelta(days=NEW_DAYS)
    return {"kind": "person", "newcomer_since": since.isoformat()}


def _uncared(_reader: TabReader) -> dict[str, str]:
    return {"kind": "person", "uncared": "true"}


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
    # The overview counts people, so the list says which number is theirs.
    tabs = (
        QuickTab(gettext_lazy("People"), _people),
        QuickTab(gettext_lazy("Mine"), mine("primary_contact")),
        QuickTab(gettext_lazy("Just cooled"), _just_cooled),
        QuickTab(gettext_lazy("With nobody"), _uncared),
        QuickTab(gettext_lazy("Newly joined"), _new),
        QuickTab(gettext_lazy("All, with staff and bots"), every_row),
    )
    presets = ("state", "primary", "owner_status")

    # What can be done to many members; kocops/composition.py sets it.
    bulk_acts: tuple[BulkAct, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        members = members_with_summary(generation).unmerged()
        return members.select_related("primary_contact").order_by("-pk")
