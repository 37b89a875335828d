from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.ui.pages.lists import ListPage
from lifecycle.filters import DormancyFilter
from lifecycle.querysets import members_on_board
from lifecycle.selectors.board import read_board
from lifecycle.tables import DormancyTable
from members.labels import MEMBER_NOUN
from members.models import Member


class DormancyBoardPage(ListPage):
    filterset_class = DormancyFilter
    table_class = DormancyTable
    url_name = "lifecycle:dormancy_board"
    title = gettext_lazy("Dormancy")
    question = gettext_lazy("Who is cooling down?")
    empty_hint = gettext_lazy(
        "States appear with the night, for members known for at least eight weeks.",
    )
    template_name = "lifecycle/dormancy_board.html"
    noun = MEMBER_NOUN

    def get_queryset(self) -> QuerySet[Any]:
        now = timezone.now()
        rows = members_on_board(
            Member.objects.unmerged(),
            generation=freshness_of(self.request, now).generation,
            today=business_today(now),
        )
        return rows.select_related("primary_contact")

    def _context(self, *args: Any) -> dict[str, Any]:
        context = super()._context(*args)
        if not self.is_part():
            freshness = freshness_of(self.request, timezone.now())
            context |= read_board(freshness.generation)
            by_status = freshness.members_by_status or {}
            context["all_members"] = sum(by_status.values())
        return context
