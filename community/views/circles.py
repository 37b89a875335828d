"""The page of a circle: who belongs to it, what they say, who comes and goes."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import may
from common.ui.forms import error_text
from common.ui.pages.details import DetailPage
from community.forms import CircleMembersForm, JoinForm
from community.models import Circle, CircleMembership
from community.panels import CircleReading
from community.selectors.circle_rhythm import circle_rhythm
from community.services.circles import join_circle, leave_circle
from members.models import Member

PAGE_ROWS = 50
FOUND_ROWS = 20


class CirclePanel(NamedTuple):
    """What an app above shows of a circle: a template and what it needs."""

    template: str
    read: Callable[[Circle, CircleReading], dict[str, Any]]


def _no_signs(_members: Sequence[int]) -> dict[int, list[str]]:
    return {}


class CircleDetailPage(DetailPage):
    """A circle with its members; apps above add panels and the signs beside
    each name.
    """

    queryset = Circle.objects.with_member_count()
    fields = ("name", "kind", "city", "model_series", "member_count")
    edit_url_name = "community:circle_edit"
    list_url_name = "community:circle_list"
    template_name = "community/circle_detail.html"
    panels: tuple[CirclePanel, ...] = ()
    read_signs: Callable[[Sequence[int]], dict[int, list[str]]] = staticmethod(
        _no_signs,
    )

    def extra_context(self, row: Circle) -> dict[str, Any]:
        spans = row.memberships.filter(ended_on__isnull=True)
        spans = spans.select_related("member__primary_contact")
        pages = Paginator(spans.order_by("-started_on", "-pk"), PAGE_ROWS)
        page = pages.get_page(self.request.GET.get("page"))
        shown = list(page.object_list)
        signs = self.read_signs([one.member_id for one in shown])
        now = timezone.now()
        freshness = freshness_of(self.request, now)
        reading = CircleReading(
            freshness.generation,
            freshness.business_date,
            now,
        )
        panels = []
        for panel in self.panels:
            panels.append((panel.template, panel.read(row, reading)))
        return {
            "next_act": _first_act(panels),
            "rhythm": circle_rhythm(row, today=business_today(now)),
            "members_page": page,
            "spans": [(one, signs.get(one.member_id, [])) for one in shown],
            "panels": panels,
            "form": CircleMembersForm(),
            "asked": self.request.GET.get("q", "").strip()[:60],
            "found": self._found(row),
            "may_change": may(
                self.request.user,
                "community:circle_members",
                "POST",
            ),
        }

    def _found(self, circle: Circle) -> list[Member]:
        """Return members outside the circle whom the reader looks for."""
        asked = self.request.GET.get("q", "").strip()[:60]
        if not asked:
            return []
        inside = circle.memberships.filter(ended_on__isnull=True)
        members = Member.objects.unmerged().named_like(asked)
        outside = members.exclude(pk__in=inside.values("member_id"))
        return list(outside.order_by("nickname", "pk")[:FOUND_ROWS])


def _first_act(panels: Sequence[tuple[str, dict[str, Any]]]) -> Any:
    """Return the first next act that a panel has; None if none has one."""
    acts = (content.get("next_act") for _template, content in panels)
    return next(filter(None, acts), None)


def circle_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Take members into the circle or out of it, all of a list or none."""
    circle = get_object_or_404(Circle, pk=pk)
    if request.method != "POST":
        return redirect(circle)
    form = CircleMembersForm(request.POST)
    if not form.is_valid():
        context = {
            "title": _("Members of %(name)s") % {"name": circle},
            "form": form,
            "row": circle,
        }
        return render(request, "generic/form.html", context, status=422)
    ids = form.member_ids()
    today = business_today(timezone.now())
    if form.cleaned_data["act"] == CircleMembersForm.LEAVE:
        count = leave_circle(circle=circle, member_ids=ids, on=today)
        text = ngettext(
            "%(n)s member has left the circle.",
            "%(n)s members have left the circle.",
            count,
        )
    else:
        day = form.cleaned_data["since"] or today
        count = join_circle(circle=circle, since=dict.fromkeys(ids, day))
        text = ngettext(
            "%(n)s member was taken in.",
            "%(n)s members were taken in.",
            count,
        )
    messages.success(request, text % {"n": count})
    return redirect(circle)


@require_POST
def member_circle_join(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member into a circle, from their own page."""
    member = get_object_or_404(Member, pk=member_id)
    form = JoinForm(request.POST)
    if not form.is_valid():
        messages.error(request, error_text(form))
        return redirect(member)
    circle = form.cleaned_data["circle"]
    day = form.cleaned_data["since"] or business_today(timezone.now())
    try:
        join_circle(circle=circle, since={member.pk: day})
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved: %(name)s") % {"name": circle})
    return redirect(member)


@require_POST
def member_circle_leave(
    request: HttpRequest,
    member_id: int,
    pk: int,
) -> HttpResponse:
    """End a membership of a member today, from their own page."""
    span = get_object_or_404(
        CircleMembership.objects.select_related("circle", "member"),
        pk=pk,
        member=member_id,
    )
    today = business_today(timezone.now())
    leave_circle(circle=span.circle, member_ids=[member_id], on=today)
    messages.success(request, _("Saved: %(name)s") % {"name": span.circle})
    return redirect(span.member)
