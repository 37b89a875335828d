"""The page of owners who are to get a notice."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from alerts.filters import NoticeFilter
from alerts.forms import NoticeForm
from alerts.models import Issue, IssueReport
from alerts.selectors.notices import read_notice_scripts
from alerts.services.notices import notify_owners
from alerts.tables import NoticeTable
from common.calendar import business_today
from common.ui.pages.bulk import BulkAct
from common.ui.pages.lists import ListPage

MAX_DIGITS = 9


def _notify(
    request: HttpRequest,
    chosen: Sequence[int],
    data: dict[str, Any],
) -> str:
    count = notify_owners(
        report_ids=chosen,
        note=data["note"],
        user=request.user,
        now=timezone.now(),
    )
    text = ngettext(
        "Noted: %(count)s owner was informed.",
        "Noted: %(count)s owners were informed.",
        count,
    ) % {"count": count}
    left = len(chosen) - count
    if not left:
        return text
    rest = ngettext(
        "%(left)s was left out: informed before, or the rules of contact "
        "forbid it.",
        "%(left)s were left out: informed before, or the rules of contact "
        "forbid it.",
        left,
    ) % {"left": left}
    return f"{text} {rest}"


class NoticeListPage(ListPage):
    """Owners who are to learn that their report was read, or that the fault is
    fixed.
    """

    queryset = (
        IssueReport.objects.awaiting_notice()
        .select_related("issue", "post__author", "same_reporter_as__post")
        .order_by("issue_id", "pk")
    )
    filterset_class = NoticeFilter
    table_class = NoticeTable
    url_name = "alerts:notice_list"
    title = gettext_lazy("Owners to tell")
    question = gettext_lazy("Who told us, and has not heard from us?")
    empty_hint = gettext_lazy(
        "Owners are listed here once their issue is confirmed, and again when it is fixed.",
    )
    template_name = "alerts/notice_list.html"
    bulk_acts = (
        BulkAct("told", gettext_lazy("They were told"), NoticeForm, _notify),
    )

    def ready_table(self, table: Any) -> None:
        today = business_today(timezone.now())
        table.scripts = read_notice_scripts(today)

    def extra_context(self) -> dict[str, Any]:
        number = self.request.GET.get("number", "")
        is_number = number.isascii() and number.isdecimal()
        if not is_number or len(number) > MAX_DIGITS:
            return {"issue": None}
        issues = Issue.objects.unmerged().filter(number=int(number))
        return {"issue": issues.first()}
