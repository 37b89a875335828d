"""Parts of the interaction form: scripts to choose from, and one of them filled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from knowledge.models import ScriptVersion
from knowledge.rules.slots import SLOTS
from members.models import Member
from teamwork.selectors.script_offers import read_offers, read_preview

MAX_WORDS = 100


def script_offers(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show the scripts that suit a member, or that are looked for."""
    member = get_object_or_404(Member, pk=member_id)
    now = timezone.now()
    previews = read_offers(
        member,
        user=request.user,
        generation=freshness_of(request, now).generation,
        today=business_today(now),
        words=request.GET.get("q", "")[:MAX_WORDS],
    )
    chosen = request.GET.get("script_version", "")
    return render(
        request,
        "teamwork/_script_offers.html",
        {"member": member, "previews": previews, "chosen": chosen},
    )


def script_preview(
    request: HttpRequest,
    member_id: int,
    pk: int,
) -> HttpResponse:
    """Show one script filled with what was entered for its slots."""
    member = get_object_or_404(Member, pk=member_id)
    today = business_today(timezone.now())
    versions = ScriptVersion.objects.usable(today).select_related("script")
    version = get_object_or_404(versions, pk=pk)
    entered = {}
    for name in SLOTS:
        entered[name] = request.GET.get(f"slot_{pk}_{name}", "")
    preview = read_preview(
        member,
        version,
        entered,
        user=request.user,
        today=today,
    )
    return render(
        request,
        "teamwork/_script_offer.html",
        {"member": member, "preview": preview, "chosen": str(pk)},
    )
