from django.urls import path

from reports.views import briefs, funnels

app_name = "reports"
urlpatterns = [
    path("briefs/", briefs.brief_page, name="brief"),
    path("briefs/targets/", briefs.target_page, name="target_form"),
    path("briefs/subscribe/", briefs.subscribe_me, name="subscribe"),
    path(
        "briefs/subscribe-channel/",
        briefs.subscribe_channel,
        name="subscribe_channel",
    ),
    path(
        "briefs/subscriptions/<int:pk>/end/",
        briefs.unsubscribe_one,
        name="unsubscribe",
    ),
    path(
        "briefs/subscriptions/<int:pk>/resume/",
        briefs.resubscribe_one,
        name="resubscribe",
    ),
    path("funnel/", funnels.funnel_page, name="funnel"),
    path(
        "funnel/members/",
        funnels.StageMemberListPage.as_view(),
        name="stage_member_list",
    ),
    path(
        "funnel/policy/",
        funnels.FunnelPolicyPage.as_view(),
        name="funnel_policy",
    ),
]
