"""The page of a member, its time line and its panels."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View

from activity.panels import activity_panel
from activity.selectors.freshness import Freshness, freshness_of
from common.calendar import business_today
from common.security.access import may
from common.ui.timeline import Source, Subject
from community.panels import circle_panel, circles_now
from insights.querysets import members_with_summary
from koc.panels import koc_panel, owner_panel
from lifecycle.panels import dormancy_panel, dormancy_summary
from members.models import Member
from members.panels import (
    account_panel,
    conflict_panel,
    identity_card,
    vehicle_panel,
)
from roles.panels import roles_panel, roles_summary
from teamwork.models import Handover
from teamwork.panels import case_panel, interaction_panel
from teamwork.selectors.handovers import open_handover
from teamwork.selectors.member_timeline import (
    SOURCES,
    read_member_timeline,
)
from teamwork.selectors.next_act import read_next_act


class PanelContext(NamedTuple):
    """What the panels of a member read by."""

    freshness: Freshness
    now: datetime
    today: date


class MemberPanel(NamedTuple):
    """A part of the page that is loaded when it is opened: what it is called,
    its template, and what that gets, by name.
    """

    label: Promise
    template: str
    name: str
    read: Callable[[Any, PanelContext], Any]


class MemberCard(NamedTuple):
    """What an app above shows at the top of the page, in its own template."""

    template: str
    read: Callable[[Any, PanelContext], Any]


PANELS = {
    "koc": MemberPanel(
        _("KOC status"),
        "koc/_koc_panel.html",
        "koc",
        lambda member, at: koc_panel(member, now=at.now),
    ),
    "owner": MemberPanel(
        _("A real owner? Paid cooperation"),
        "koc/_owner_view.html",
        "owner",
        lambda member, _at: owner_panel(member),
    ),
    "dormancy": MemberPanel(
        _("How it is computed"),
        "lifecycle/_dormancy_panel.html",
        "dormancy",
        lambda member, at: dormancy_panel(
            member,
            freshness=at.freshness,
            today=at.today,
        ),
    ),
    "roles": MemberPanel(
        _("Roles and what shows them"),
        "roles/_roles_panel.html",
        "roles",
        lambda member, at: roles_panel(
            member,
            freshness=at.freshness,
            today=at.today,
        ),
    ),
    "activity": MemberPanel(
        _("Activity in numbers and charts"),
        "activity/_activity_panel.html",
        "activity",
        lambda member, at: activity_panel(member, freshness=at.freshness),
    ),
    "vehicles": MemberPanel(
        _("Cars and software"),
        "members/_vehicle_panel.html",
        "identity",
        lambda member, _at: vehicle_panel(member),
    ),
    "accounts": MemberPanel(
        _("External accounts, details and consents"),
        "members/_account_panel.html",
        "identity",
        lambda member, _at: account_panel(member),
    ),
    "circles": MemberPanel(
        _("Circles"),
        "community/_circle_panel.html",
        "circles",
        lambda member, _at: circle_panel(member),
    ),
    "cases": MemberPanel(
        _("Issues, questions, nominations"),
        "teamwork/_case_panel.html",
        "cases",
        lambda member, _at: case_panel(member),
    ),
}


class MemberPage(View):
    """What the team knows about a member; apps above add cards and sources of
    the time line.
    """

    cards: tuple[MemberCard, ...] = ()
    sources: tuple[Source, ...] = SOURCES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        at = _context_of(request)
        rows = members_with_summary(at.freshness.generation).select_related(
            "primary_contact",
            "backup_contact",
            "merged_into",
        )
        member = get_object_or_404(rows, pk=pk)
        handover = open_handover(member)
        talk = interaction_panel(member, today=at.today)
        cards = []
        for card in self.cards:
            cards.append((card.template, card.read(member, at)))
        context = {
            "title": member.nickname,
            "member": member,
            "may_nominate": may(
                request.user,
                "teamwork:nomination_create",
                "POST",
            ),
            "cards": cards,
            "identity": identity_card(member),
            "circles_now": circles_now(member),
            "conflicts": conflict_panel(member),
            "state": dormancy_summary(member, at.freshness, today=at.today),
            "held": roles_summary(member, today=at.today),
            "koc": koc_panel(member, now=at.now),
            "talk": talk,
            "handover": handover,
            "next_act": self._next_act(member, talk["promised"], handover, at),
            "timeline": _timeline(request, member, at),
            "panels": {name: panel.label for name, panel in PANELS.items()},
        }
        return render(request, "teamwork/member_page.html", context)

    def _next_act(
        self,
        member: Any,
        promised: list[Any],
        handover: Handover | None,
        at: PanelContext,
    ) -> dict[str, Any]:
        act = read_next_act(
            member,
            promised=promised,
            handover=handover,
            now=at.now,
            today=at.today,
        )
        method = "POST" if act.needs else "GET"
        is_allowed = not act.needs or may(self.request.user, act.needs, method)
        return {"act": act, "may": is_allowed}


def member_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a further page of a member's time line."""
    member = get_object_or_404(Member, pk=pk)
    at = _context_of(request)
    context = {
        "member": member,
        "timeline": _timeline(request, member, at),
        "today": at.today,
    }
    return render(request, "teamwork/_timeline.html", context)


def member_panel(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show one panel of a member's page."""
    member = get_object_or_404(Member, pk=pk)
    panel = _panel(name, member, _context_of(request))
    context = {
        "title": member.nickname,
        "member": member,
        "panel": panel,
        panel["name"]: panel["content"],
        "is_part": bool(request.htmx),  # type: ignore[attr-defined]
    }
    template = "teamwork/member_panel.html"
    if context["is_part"]:
        template = "teamwork/_member_panel.html"
    return render(request, template, context)


def _context_of(request: HttpRequest) -> PanelContext:
    now = timezone.now()
    return PanelContext(freshness_of(request, now), now, business_today(now))


def _timeline(request: HttpRequest, member: Any, at: PanelContext) -> Any:
    subject = Subject(
        member,
        at.freshness.generation,
        at.freshness.business_date,
        at.today,
    )
    return read_member_timeline(
        subject,
        sources=MemberPage.sources,
        kind=request.GET.get("kind", ""),
        after=request.GET.get("after", ""),
    )


def _panel(name: str, member: Any, at: PanelContext) -> dict[str, Any]:
    """Return a panel with its content. Errors: Http404 if there is none."""
    panel = PANELS.get(name)
    if panel is None:
        raise Http404
    return {
        "label": panel.label,
        "template": panel.template,
        "name": panel.name,
        "content": panel.read(member, at),
    }
