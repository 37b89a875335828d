"""Addresses of accounts. Names that begin with `account_` and `mfa_` are those
that django-allauth looks up.
"""

from allauth.socialaccount.providers import registry
from django.contrib.auth import views as auth
from django.urls import path

from accounts.views import colleagues, entrance, own, steps

# The sign-on is looked up by its name, which is known once all are loaded.
registry.load()

urlpatterns = [
    path("login/", entrance.LoginPage.as_view(), name="login"),
    path("login/", entrance.LoginPage.as_view(), name="account_login"),
    path("login/code/", steps.CodePage.as_view(), name="mfa_authenticate"),
    path("login/disabled/", entrance.inactive, name="account_inactive"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("logout/", auth.LogoutView.as_view(), name="account_logout"),
    path("sign-on/", steps.brand_login, name="brand_login"),
    path("sign-on/callback/", steps.brand_callback, name="brand_callback"),
    path(
        "first-account/",
        entrance.FirstAccountPage.as_view(),
        name="first_account",
    ),
    path(
        "invitation/<str:token>/",
        entrance.InvitationPage.as_view(),
        name="invitation",
    ),
    path(
        "password/<str:uidb64>/<str:token>/",
        entrance.PasswordSetPage.as_view(),
        name="password_set",
    ),
    path("account/", own.own_account, name="own_account"),
    path(
        "account/password/",
        own.OwnPasswordPage.as_view(),
        name="own_password",
    ),
    path(
        "account/sessions/<slug:key>/end/",
        own.end_own_session,
        name="session_end",
    ),
    path(
        "account/confirm/",
        steps.ConfirmPage.as_view(),
        name="account_reauthenticate",
    ),
    path(
        "account/confirm/code/",
        steps.ConfirmCodePage.as_view(),
        name="mfa_reauthenticate",
    ),
    path(
        "account/confirm/passkey/",
        steps.ConfirmKeyPage.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/factors/", steps.factors, name="mfa_index"),
    path("account/passkeys/", steps.factors, name="mfa_list_webauthn"),
    path(
        "account/factors/app/",
        steps.TotpPage.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "account/factors/app/remove/",
        steps.TotpRemovePage.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/factors/codes/",
        steps.CodesPage.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/factors/codes/new/",
        steps.CodesMakePage.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/passkeys/add/",
        steps.KeyAddPage.as_view(),
        name="mfa_add_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove/",
        steps.KeyRemovePage.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("accounts/", colleagues.AccountListPage.as_view(), name="accounts"),
    path(
        "accounts/invitations/<int:pk>/withdraw/",
        colleagues.withdraw_invitation,
        name="invitation_withdraw",
    ),
    path(
        "accounts/<int:pk>/",
        colleagues.AccountPage.as_view(),
        name="account_detail",
    ),
    path(
        "accounts/<int:pk>/link/",
        colleagues.account_link,
        name="account_link",
    ),
    path(
        "accounts/<int:pk>/disable/",
        colleagues.AccountDisablePage.as_view(),
        name="account_disable",
    ),
    path(
        "accounts/<int:pk>/enable/",
        colleagues.enable,
        name="account_enable",
    ),
    path(
        "accounts/<int:pk>/second-factor/reset/",
        colleagues.reset_factor,
        name="account_factor_reset",
    ),
    path(
        "accounts/<int:pk>/sessions/end/",
        colleagues.end_all_sessions,
        name="account_sessions_end",
    ),
]
