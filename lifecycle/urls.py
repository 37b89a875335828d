from django.urls import path

from lifecycle import views

app_name = "lifecycle"
urlpatterns = [
    path(
        "dormancy/",
        views.DormancyBoardPage.as_view(),
        name="dormancy_board",
    ),
    path(
        "dormancy/policies/",
        views.PolicyListPage.as_view(),
        name="policy_list",
    ),
    path(
        "dormancy/policies/new/",
        views.DormancyPolicyPage.as_view(),
        name="policy_create",
    ),
    path("dormancy/policies/refit/", views.refit_policy, name="refit_policy"),
    path(
        "dormancy/policies/backtest/",
        views.backtest_policy,
        name="backtest_policy",
    ),
    path(
        "dormancy/policies/<int:pk>/",
        views.PolicyDetailPage.as_view(),
        name="policy_detail",
    ),
    path(
        "dormancy/disputes/",
        views.DisputeListPage.as_view(),
        name="dispute_list",
    ),
    path(
        "members/<int:member_id>/dispute/",
        views.DisputePage.as_view(),
        name="dispute_create",
    ),
    path(
        "members/<int:member_id>/dispute/withdraw/",
        views.withdraw_dispute_page,
        name="dispute_withdraw",
    ),
]
