from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from activity.services.freshness import freshness_of
from common.pages.lists import BulkAct, ListPage
from insights.filters import MemberDirectoryFilter
from insights.querysets import members_with_summary
from insights.tables import MemberTable


class MemberListPage(ListPage):
    filterset_class, table_class = MemberDirectoryFilter, MemberTable
    url_name, create_url_name = "insights:member_list", "members:member_create"
    title, create_label = gettext_lazy("Members"), gettext_lazy("New member")
    question = gettext_lazy("Who are they, and who is moving?")
    empty_hint = gettext_lazy("Members appear with their first event, by import, or by hand.")
    template_name = "insights/member_list.html"

    @property
    def bulk_acts(self) -> tuple[BulkAct, ...]:
        """What can be done to many members; floors above add to it (settings.MEMBER_BULK_ACTS)."""
        return tuple(import_string(name) for name in settings.MEMBER_BULK_ACTS)

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        return members_with_summary(generation).living().select_related("primary_contact").order_by("-pk")
