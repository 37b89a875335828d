from django.urls import URLPattern, path

from outreach.views import (
    advice,
    gate,
    graduations,
    message_steps,
    messages,
    opportunities,
    policies,
    stops,
)

app_name = "outreach"


def _message(act: str, view: object) -> URLPattern:
    address = f"outreach/messages/<int:pk>/{act.replace('_', '-')}/"
    return path(address, view, name=f"message_{act}")  # type: ignore[call-overload,no-any-return]


urlpatterns = [
    path("outreach/", gate.gate_page, name="gate"),
    path(
        "outreach/rules/",
        policies.PolicyListPage.as_view(),
        name="policy_list",
    ),
    path(
        "outreach/rules/new/",
        policies.PolicyPage.as_view(),
        name="policy_create",
    ),
    path(
        "outreach/rules/<int:pk>/",
        policies.PolicyDetailPage.as_view(),
        name="policy_detail",
    ),
    path(
        "outreach/holidays/",
        policies.HolidayListPage.as_view(),
        name="holiday_list",
    ),
    path(
        "outreach/holidays/new/",
        policies.HolidayFormPage.as_view(),
        name="holiday_create",
    ),
    path(
        "outreach/holidays/<int:pk>/edit/",
        policies.HolidayFormPage.as_view(),
        name="holiday_edit",
    ),
    path(
        "outreach/channels/",
        policies.ChannelListPage.as_view(),
        name="channel_list",
    ),
    path(
        "outreach/channels/new/",
        policies.ChannelFormPage.as_view(),
        name="channel_create",
    ),
    path(
        "outreach/channels/<int:pk>/edit/",
        policies.ChannelFormPage.as_view(),
        name="channel_edit",
    ),
    path("outreach/stops/", stops.StopListPage.as_view(), name="stop_list"),
    path("outreach/stops/<int:pk>/end/", stops.end_this_stop, name="stop_end"),
    path(
        "outreach/stops/<int:pk>/undo/",
        stops.undo_end_of_stop,
        name="stop_undo",
    ),
    path(
        "members/<int:member_id>/stop/",
        stops.StopPage.as_view(),
        name="stop_create",
    ),
    path(
        "outreach/refusals/",
        stops.RefusalListPage.as_view(),
        name="refusal_list",
    ),
    path(
        "outreach/opportunities/",
        opportunities.OpportunityListPage.as_view(),
        name="opportunity_list",
    ),
    path(
        "outreach/opportunities/new/",
        opportunities.OpportunityFormPage.as_view(),
        name="opportunity_create",
    ),
    path(
        "outreach/opportunities/<int:pk>/",
        opportunities.opportunity_page,
        name="opportunity_detail",
    ),
    path(
        "outreach/opportunities/<int:pk>/edit/",
        opportunities.OpportunityFormPage.as_view(),
        name="opportunity_edit",
    ),
    path(
        "outreach/opportunities/<int:pk>/draw/",
        opportunities.draw_this,
        name="opportunity_draw",
    ),
    path(
        "outreach/matches/",
        opportunities.MatchListPage.as_view(),
        name="match_list",
    ),
    path("outreach/effects/", opportunities.effects_page, name="effects"),
    path(
        "outreach/messages/",
        messages.MessageListPage.as_view(),
        name="message_list",
    ),
    path(
        "outreach/messages/<int:pk>/",
        messages.message_page,
        name="message_detail",
    ),
    _message("edit", message_steps.TextPage.as_view()),
    _message("submit", message_steps.submit),
    _message("approve", message_steps.approve),
    _message("return", message_steps.send_back),
    _message("cancel", message_steps.cancel),
    _message("take", message_steps.take),
    _message("sent", message_steps.sent),
    _message("not_sent", message_steps.not_sent),
    _message("answer", message_steps.answer),
    path(
        "outreach/graduations/",
        graduations.GraduationListPage.as_view(),
        name="graduation_list",
    ),
    path(
        "outreach/graduations/<int:pk>/",
        graduations.graduation_page,
        name="graduation_detail",
    ),
    path(
        "members/<int:member_id>/graduation/",
        graduations.GraduationPage.as_view(),
        name="graduation_create",
    ),
    path(
        "outreach/graduations/<int:pk>/badge/",
        graduations.give_badge,
        name="honour_give",
    ),
    path(
        "outreach/graduations/<int:pk>/end/",
        graduations.end,
        name="graduation_end",
    ),
    path(
        "outreach/graduations/<int:pk>/end/undo/",
        graduations.undo_end,
        name="graduation_undo",
    ),
    path(
        "outreach/steps/<int:pk>/done/",
        graduations.step_done,
        name="step_done",
    ),
    path(
        "outreach/steps/<int:pk>/skip/",
        graduations.step_skipped,
        name="step_skip",
    ),
    path(
        "outreach/steps/<int:pk>/undo/",
        graduations.step_undone,
        name="step_undo",
    ),
    path(
        "outreach/honours/",
        graduations.HonourListPage.as_view(),
        name="honour_list",
    ),
    path(
        "outreach/honours/<int:pk>/roles/",
        graduations.roles_set,
        name="honour_roles",
    ),
    path(
        "outreach/consultations/",
        advice.ConsultationListPage.as_view(),
        name="consultation_list",
    ),
    path(
        "outreach/consultations/new/",
        advice.ConsultationFormPage.as_view(),
        name="consultation_create",
    ),
    path(
        "outreach/consultations/<int:pk>/",
        advice.consultation_page,
        name="consultation_detail",
    ),
    path(
        "outreach/consultations/<int:pk>/outcome/",
        advice.outcome,
        name="consultation_outcome",
    ),
    path(
        "outreach/answers/<int:pk>/",
        advice.answered,
        name="advisor_answer",
    ),
]
