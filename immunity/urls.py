from django.urls import path

from immunity.views import case_acts, cases, claim_acts, claims, mood, policies

app_name = "immunity"

urlpatterns = [
    path("mood/", mood.MoodPage.as_view(), name="mood"),
    path("claims/", claims.ClaimListPage.as_view(), name="claim_list"),
    path("claims/new/", claims.ClaimCreatePage.as_view(), name="claim_create"),
    path("claims/<int:pk>/", claims.claim_page, name="claim_detail"),
    path(
        "claims/<int:pk>/edit/",
        claims.ClaimEditPage.as_view(),
        name="claim_edit",
    ),
    path("claims/<int:pk>/decide/", claim_acts.decide, name="claim_decide"),
    path("claims/<int:pk>/invite/", claim_acts.invite, name="claim_invite"),
    path(
        "claims/<int:pk>/wordings/", claim_acts.add_wording, name="wording_add"
    ),
    path(
        "claims/<int:pk>/evidence/",
        claim_acts.link_post,
        name="evidence_link",
    ),
    path(
        "claims/evidence/<int:pk>/remove/",
        claim_acts.unlink_post,
        name="evidence_unlink",
    ),
    path(
        "claims/posts/<int:pk>/stance/",
        claim_acts.set_post_stance,
        name="stance_set",
    ),
    path("claims/changes/<int:pk>/undo/", claim_acts.undo, name="claim_undo"),
    path(
        "claims/thresholds/",
        policies.PolicyListPage.as_view(),
        name="policy_list",
    ),
    path(
        "claims/thresholds/new/",
        policies.PolicyPage.as_view(),
        name="policy_create",
    ),
    path(
        "claims/thresholds/<int:pk>/",
        policies.PolicyDetailPage.as_view(),
        name="policy_detail",
    ),
    path("crises/", cases.CaseListPage.as_view(), name="case_list"),
    path(
        "crises/issues/<int:issue_id>/new/",
        cases.CaseCreatePage.as_view(),
        name="case_create",
    ),
    path(
        "crises/issues/<int:issue_id>/omit/",
        case_acts.omit,
        name="case_omit",
    ),
    path("crises/<int:pk>/", cases.case_page, name="case_detail"),
    path("crises/<int:pk>/print/", cases.case_print, name="case_print"),
    path(
        "crises/<int:pk>/edit/", cases.CaseEditPage.as_view(), name="case_edit"
    ),
    path("crises/<int:pk>/checks/", case_acts.check_add, name="check_add"),
    path(
        "crises/checks/<int:pk>/done/",
        case_acts.check_done,
        name="check_done",
    ),
    path(
        "crises/checks/<int:pk>/undo/",
        case_acts.check_undo,
        name="check_undo",
    ),
    path(
        "crises/omissions/<int:pk>/agree/",
        case_acts.omission_agree,
        name="omission_agree",
    ),
    path(
        "crises/omissions/<int:pk>/undo/",
        case_acts.omission_undo,
        name="omission_undo",
    ),
]
