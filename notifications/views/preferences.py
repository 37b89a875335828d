"""How a reader is notified; what channels of the team receive."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from integrations.models import Channel
from notifications.forms import (
    EscalationForm,
    PreferenceForm,
    SubscriptionForm,
    field_name,
    with_preset,
)
from notifications.models import ChannelSubscription
from notifications.models.notifications import Pace
from notifications.selectors.preferences import (
    escalation_policy,
    kind_choices,
    preferences_of,
)
from notifications.services.outgoing import mail_channel
from notifications.services.preferences import (
    save_escalation,
    save_preferences,
    save_subscriptions,
)


def preference_page(request: HttpRequest) -> HttpResponse:
    """Show how the reader is notified, and store what they choose."""
    user: Any = request.user
    preset = request.POST.get("preset", "")
    data = with_preset(request.POST, preset) if preset else request.POST
    form = PreferenceForm(
        data or None,
        instance=preferences_of([user])[user.pk],
        choices=kind_choices(user),
    )
    if request.method == "POST" and form.is_valid() and not preset:
        save_preferences(user=user, paces=form.paces(), **form.chosen())
        messages.success(request, _("Saved: this is how you are notified."))
        return redirect("notifications:preferences")
    context = {
        "title": _("How I am notified"),
        "question": _("When does what reach me, and where?"),
        "form": form,
        "email": user.email,
        "has_mail": mail_channel() is not None,
        "is_filled": bool(preset),
        "paces": Pace.choices,
    }
    status = 422 if form.errors else 200
    page = "notifications/preferences.html"
    return render(request, page, context, status=status)


def team_page(request: HttpRequest) -> HttpResponse:
    """Show what each channel receives, and after how many hours alerts are
    escalated; store those hours.
    """
    form = EscalationForm(
        request.POST or None,
        instance=escalation_policy(),
    )
    if request.method == "POST" and form.is_valid():
        save_escalation(**form.cleaned_data)
        messages.success(request, _("Saved: it holds for new alerts."))
        return redirect("notifications:team")
    channels = Channel.objects.prefetch_related("subscriptions")
    context = {
        "title": _("Notifications of the team"),
        "question": _("Which group receives what, and who is called next?"),
        "form": form,
        "channels": list(channels.order_by("name")),
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/team.html", context, status=status)


def subscription_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a channel receives, and store what a lead chooses."""
    channel = get_object_or_404(Channel, pk=pk)
    initial: dict[str, Any] = {}
    for row in ChannelSubscription.objects.filter(channel=channel):
        initial[field_name(row.kind)] = row.minimum
        initial["mentions_all"] = row.mentions_all
    form = SubscriptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_subscriptions(
            channel=channel,
            minimums=form.minimums(),
            mentions_all=form.cleaned_data["mentions_all"],
        )
        text = _("Saved: %(name)s") % {"name": channel}
        messages.success(request, text)
        return redirect("notifications:team")
    context = {
        "title": _("What %(name)s receives") % {"name": channel},
        "form": form,
        "channel": channel,
    }
    status = 422 if form.errors else 200
    page = "notifications/subscriptions.html"
    return render(request, page, context, status=status)
