"""The page of the weekly brief, its targets, and who gets it."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activity.rules.calendar import monday_of
from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.errors import DomainError
from common.security.access import LEADS, may, roles_of
from common.ui.undo import say_done
from insights.selectors.annotations import read_annotations
from insights.selectors.dashboards import common_values
from notifications.services.outgoing import mail_channel
from reports.forms import BriefFilterForm, ChannelForm, TargetForm
from reports.models import BriefSubscription, FigureTarget
from reports.rules.weeks import FIRST_WEEK, ONE_WEEK, last_whole_week
from reports.selectors.brief_filters import filter_words, filters_query
from reports.selectors.brief_texts import incomplete_text, quiet_text
from reports.selectors.briefs import read_brief
from reports.selectors.sent_briefs import changed_since_sent, subscriptions_of
from reports.services.subscriptions import (
    resubscribe,
    subscribe,
    unsubscribe,
)
from reports.services.targets import save_targets


def brief_page(request: HttpRequest) -> HttpResponse:
    """Show the brief of a week."""
    now = timezone.now()
    latest = last_whole_week(business_today(now))
    week = _week_of(request.GET.get("week", ""), latest)
    form = BriefFilterForm(request.GET)
    cleaned = form.understood()
    if request.GET.get("show_filters") or form.errors:
        for name, values in common_values().items():
            form.offer(name, values)
    if form.errors:
        return _wrong_filter(request, form)
    brief = read_brief(
        user=request.user,
        week=week,
        cleaned=cleaned,
        freshness=freshness_of(request, now),
        now=now,
        is_latest=week == latest,
    )
    query = filters_query(cleaned)
    context = {
        "title": _("Weekly brief"),
        "question": _("What was different last week, and where to look?"),
        "brief": brief,
        "query": query,
        "scope_query": query,
        "words": filter_words(cleaned),
        "scope_form": form,
        "before": week - ONE_WEEK,
        "after": None if week == latest else week + ONE_WEEK,
        "incomplete": "" if brief.is_complete else incomplete_text(brief),
        "quiet": quiet_text(),
        "changed": changed_since_sent(request.user, brief, query),
        "chart_annotations": read_annotations(
            brief.last_day, brief.scope.query
        ),
        **_subscription_context(request, query),
    }
    return render(request, "reports/brief.html", context)


def _wrong_filter(request: HttpRequest, form: Any) -> HttpResponse:
    """Show what is wrong in the filters, and no figures: those of the whole
    community would be taken for those asked for.
    """
    context = {"title": _("Weekly brief"), "form": form}
    return render(request, "reports/brief_filter.html", context, status=400)


def _week_of(text: str, latest: date) -> date:
    """Return the Monday of the week of a day; that of the last week if it is
    no day of a week that is over.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return latest
    if not FIRST_WEEK <= day < latest + ONE_WEEK:
        return latest
    return monday_of(day)


def _subscription_context(
    request: HttpRequest,
    query: str,
) -> dict[str, Any]:
    user: Any = request.user
    rows = subscriptions_of(user, is_lead=bool(roles_of(user) & LEADS))
    own = [row for row in rows if row.user_id == user.pk]
    return {
        "subscriptions": rows,
        "is_subscribed": any(row.query == query for row in own),
        "has_mail": mail_channel() is not None,
        "channel_form": ChannelForm(),
        "may_subscribe_channel": may(
            user, "reports:subscribe_channel", "POST"
        ),
        "may_set_targets": may(user, "reports:target_form", "POST"),
    }


def target_page(request: HttpRequest) -> HttpResponse:
    """Show the targets of figures, and store what was entered."""
    stored = dict(FigureTarget.objects.values_list("figure", "target"))
    form = TargetForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        count = save_targets(
            values=form.cleaned_data,
            user=request.user,
            now=timezone.now(),
        )
        text = _("Saved: %(count)s targets changed.") % {"count": count}
        messages.success(request, text)
        return redirect("reports:brief")
    context = {
        "title": _("Targets of the week"),
        "question": _("What should each week reach?"),
        "form": form,
    }
    status = 422 if form.errors else 200
    page = "reports/targets.html"
    return render(request, page, context, status=status)


@require_POST
def subscribe_me(request: HttpRequest) -> HttpResponse:
    """Let the reader get the brief with the filters of the address."""
    return _subscribe(request, channel=None)


@require_POST
def subscribe_channel(request: HttpRequest) -> HttpResponse:
    """Let a channel of the team get it."""
    form = ChannelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a channel."))
        return redirect("reports:brief")
    return _subscribe(request, channel=form.cleaned_data["channel"])


def _subscribe(request: HttpRequest, channel: Any) -> HttpResponse:
    query = filters_query(BriefFilterForm(request.GET).understood())
    row = subscribe(
        created_by=request.user,
        query=query,
        now=timezone.now(),
        channel=channel,
    )
    text = _("From next Monday the brief goes to %(name)s.") % {"name": row}
    undo = reverse("reports:unsubscribe", args=[row.pk])
    say_done(request, text, undo)
    return _back(query)


def _back(query: str) -> HttpResponse:
    address = reverse("reports:brief")
    return redirect(f"{address}?{query}" if query else address)


def _own_or_led(request: HttpRequest, pk: int) -> BriefSubscription:
    """Return a subscription that the reader may end: their own, or as a lead
    that of a channel.
    """
    user: Any = request.user
    is_lead = bool(roles_of(user) & LEADS)
    rows = BriefSubscription.objects.of_reader(user, is_lead=is_lead)
    row: BriefSubscription = get_object_or_404(rows, pk=pk)
    return row


@require_POST
def unsubscribe_one(request: HttpRequest, pk: int) -> HttpResponse:
    """End a subscription, and offer to take it up again."""
    row = _own_or_led(request, pk)
    now: datetime = timezone.now()
    unsubscribe(subscription_id=row.pk, now=now)
    text = _("The brief no longer goes to %(name)s.") % {"name": row}
    say_done(request, text, reverse("reports:resubscribe", args=[row.pk]))
    return _back(row.query)


@require_POST
def resubscribe_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an ended subscription up again."""
    row = _own_or_led(request, pk)
    try:
        resubscribe(subscription_id=row.pk)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = _("The brief goes to %(name)s again.") % {"name": row}
        messages.success(request, text)
    return _back(row.query)
