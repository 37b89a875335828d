from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from activity.selectors.freshness import freshness_of
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage
from insights.filters import MemberDirectoryFilter
from insights.querysets import members_with_summary
from insights.tables import MemberTable


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

    # What can be done to many members; kocops/composition.py sets it.
    bulk_acts: tuple[BulkAct, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        members = members_with_summary(generation).unmerged()
        return members.select_related("primary_contact").order_by("-pk")
