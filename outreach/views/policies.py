"""Pages about the rules of contact, holidays and channels."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from common.ui.pages.bulk import BulkAct
from common.ui.pages.details import DetailPage, FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.policies import PolicyFormPage
from outreach.filters import ChannelFilter, HolidayFilter, PolicyFilter
from outreach.forms import ChannelForm, HolidayForm
from outreach.forms.policy import PolicyForm
from outreach.labels import FLAG_LABELS, purpose_label, reason_label
from outreach.models import ContactPolicy, HolidayYear, MemberChannel
from outreach.models.choices import Way
from outreach.rules.policy import FLAGS, policy_from
from outreach.selectors.gate import Gate
from outreach.selectors.gate_page import preview_policy
from outreach.selectors.policies import (
    policy_in_force,
    present_calendar,
    present_policy,
)
from outreach.services.channels import resume_channels, save_channel
from outreach.services.policies import save_holidays, save_policy
from outreach.tables import ChannelTable, HolidayTable, PolicyTable


class PolicyListPage(ListPage):
    queryset = ContactPolicy.objects.select_related("created_by")
    filterset_class = PolicyFilter
    table_class = PolicyTable
    url_name = "outreach:policy_list"
    create_url_name = "outreach:policy_create"
    title = gettext_lazy("Rules of contact")
    create_label = gettext_lazy("Change the rules")
    question = gettext_lazy("How often, when and for what do we write?")
    empty_hint = gettext_lazy(
        "The shipped rules are in force until somebody changes them.",
    )


class PolicyDetailPage(DetailPage):
    queryset = ContactPolicy.objects.select_related("created_by")
    fields = ("version", "note", "created_at", "created_by")
    list_url_name = "outreach:policy_list"
    template_name = "outreach/policy_detail.html"

    def extra_context(self, row: ContactPolicy) -> dict[str, Any]:
        policy = policy_from(row.rules)
        purposes = []
        for name, rule in policy.purposes.items():
            flags = rule._asdict()
            asked = [FLAG_LABELS[flag] for flag in FLAGS if flags[flag]]
            purposes.append((purpose_label(name), asked))
        quotas = []
        for way, limit in policy.quotas.items():
            quotas.append((Way(way).label, limit))
        return {
            "policy": policy,
            "purposes": purposes,
            "quotas": quotas,
            "in_force": policy_in_force().version == row.version,
        }


class PolicyPage(PolicyFormPage):
    title = gettext_lazy("Change the rules")
    template_name = "outreach/policy_form.html"
    done_text = gettext_lazy("Version %(n)s is in force.")

    def make_form(self, data: Any = None) -> PolicyForm:
        return PolicyForm(data, present=present_policy())

    def version_in_force(self) -> int:
        return policy_in_force().version

    def preview(self, form: PolicyForm) -> list[dict[str, Any]]:
        shown = []
        for effect in preview_policy(Gate(timezone.now()), form.policy()):
            reasons = []
            for reason, before, after in effect.reasons:
                reasons.append((reason_label(reason), before, after))
            shown.append(
                {
                    "name": purpose_label(effect.purpose),
                    "before": effect.before,
                    "after": effect.after,
                    "reasons": reasons,
                },
            )
        return shown

    def keep(self, form: PolicyForm, based_on: int | None) -> ContactPolicy:
        return save_policy(
            policy=form.policy(),
            note=form.cleaned_data["note"],
            based_on=based_on,
            now=timezone.now(),
            user=self.request.user,
        )


class HolidayListPage(ListPage):
    queryset = HolidayYear.objects.select_related("entered_by")
    filterset_class = HolidayFilter
    table_class = HolidayTable
    url_name = "outreach:holiday_list"
    create_url_name = "outreach:holiday_create"
    title = gettext_lazy("Public holidays")
    create_label = gettext_lazy("Enter a year")
    question = gettext_lazy("On which days is nobody written to?")
    empty_hint = gettext_lazy(
        "The shipped years are in force. Enter the next one as soon as it is "
        "published.",
    )
    template_name = "outreach/holiday_list.html"

    def extra_context(self) -> dict[str, Any]:
        calendar = present_calendar()
        return {
            "known_until": calendar.known_until,
            "years": sorted(calendar.years),
        }


class HolidayFormPage(FormPage):
    queryset = HolidayYear.objects.all()
    form_class = HolidayForm
    create_title = gettext_lazy("Holidays of a year")

    def perform(self, request: HttpRequest, form: Any) -> HolidayYear:
        edit = edit_of(form)
        return save_holidays(
            row=form.instance,
            changes=edit["changes"],
            opened=edit["opened"],
            user=request.user,
            now=timezone.now(),
        )


def _resume_chosen(
    _request: HttpRequest,
    chosen: Sequence[int],
    _data: dict[str, Any],
) -> str:
    resumed = resume_channels(channel_ids=chosen)
    text = ngettext(
        "%(number)s channel sends again.",
        "%(number)s channels send again.",
        resumed,
    )
    return text % {"number": resumed}


class ChannelListPage(ListPage):
    queryset = MemberChannel.objects.select_related("created_by").with_pause()
    filterset_class = ChannelFilter
    table_class = ChannelTable
    url_name = "outreach:channel_list"
    create_url_name = "outreach:channel_create"
    title = gettext_lazy("Channels to members")
    create_label = gettext_lazy("New channel")
    question = gettext_lazy("Which systems send our messages to members?")
    empty_hint = gettext_lazy(
        "Without a channel colleagues copy a message and mark it as sent.",
    )
    bulk_acts = (
        BulkAct(
            "resume",
            gettext_lazy("Send again after a pause"),
            forms.Form,
            _resume_chosen,
        ),
    )


class ChannelFormPage(FormPage):
    queryset = MemberChannel.objects.all()
    form_class = ChannelForm
    create_title = gettext_lazy("New channel")

    def perform(self, request: HttpRequest, form: Any) -> MemberChannel:
        edit = edit_of(form)
        return save_channel(
            row=form.instance,
            changes=edit["changes"],
            opened=edit["opened"],
            user=request.user,
            now=timezone.now(),
        )
