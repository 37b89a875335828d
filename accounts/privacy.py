"""What is stored of people by accounts: accounts and logins."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

import accounts.models as accounts
from common.personal.declarations import (
    WHILE_USED,
    Purpose,
    Records,
    days,
    task,
)

PRIVACY: dict[type[Any], Records] = {
    LogEntry: Records(
        purpose=Purpose.PROOF,
        kept=days(1100, "action_time"),
        none="id action_time content_type object_id action_flag",
        pseudonym="user",
        personal="object_repr change_message",
    ),
    Permission: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id name content_type codename",
    ),
    Group.permissions.through: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id group permission",
    ),
    Group: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id name",
    ),
    get_user_model().groups.through: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id group",
        pseudonym="user",
    ),
    get_user_model().user_permissions.through: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id permission",
        pseudonym="user",
    ),
    get_user_model(): Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="is_superuser is_staff is_active",
        pseudonym=(
            "id last_login username first_name last_name email date_joined"
        ),
        secret="password",
    ),
    ContentType: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id app_label model",
    ),
    Session: Records(
        purpose=Purpose.ACCOUNTS,
        kept=task("ended sessions"),
        none="expire_date",
        secret="session_key session_data",
    ),
    EmailAddress: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id verified primary",
        pseudonym="user email",
    ),
    EmailConfirmation: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id email_address created sent",
        secret="key",
    ),
    SocialApp: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id provider provider_id name client_id settings",
        secret="secret key",
    ),
    SocialAccount: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id provider last_login date_joined",
        pseudonym="user uid extra_data",
    ),
    SocialToken: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id app account expires_at",
        secret="token token_secret",
    ),
    Authenticator: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="id type created_at last_used_at",
        pseudonym="user",
        secret="data",
        encrypted="data.secret data.seed data.migrated_codes",
    ),
    accounts.Invitation: Records(
        purpose=Purpose.ACCOUNTS,
        kept=days(400, "expires_at"),
        none="id role invited_at expires_at used_at withdrawn_at",
        pseudonym="name email invited_by account",
        secret="digest",
    ),
    accounts.LoginSession: Records(
        purpose=Purpose.ACCOUNTS,
        kept=task("ended sessions"),
        none="expire_date began_at seen_at",
        pseudonym="account_id address browser",
        secret="session_key session_data",
    ),
    accounts.LoginTries: Records(
        purpose=Purpose.ACCOUNTS,
        kept=task("ended sessions"),
        none="id count began_at locked_until",
        pseudonym="key",
    ),
}
