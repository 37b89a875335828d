"""Who may use the pages of accounts, and which acts must be confirmed."""

from common.security.access import ADMIN, EVERYONE, STAFF, Access

ADMINS = frozenset({ADMIN})
OWN = Access(read=STAFF, write=STAFF)
# The steps of a login check by themselves how far it has come.
STEP = Access(read=EVERYONE, write=EVERYONE)

ACCESS: dict[str, Access] = {
    "login": STEP,
    "account_login": STEP,
    "logout": Access(write=STAFF),
    "account_logout": Access(write=STAFF),
    "account_inactive": Access(read=EVERYONE),
    "account_reauthenticate": OWN,
    "first_account": STEP,
    "password_set": STEP,
    "invitation": STEP,
    "own_account": Access(read=STAFF),
    "own_password": OWN,
    "session_end": Access(write=STAFF),
    "accounts": Access(read=ADMINS, write=ADMINS),
    "account_link": Access(read=ADMINS, write=ADMINS),
    "account_detail": Access(read=ADMINS, write=ADMINS),
    "account_disable": Access(read=ADMINS, write=ADMINS),
    "account_enable": Access(write=ADMINS),
    "account_factor_reset": Access(write=ADMINS),
    "account_sessions_end": Access(write=ADMINS),
    "invitation_withdraw": Access(write=ADMINS),
    "mfa_authenticate": STEP,
    "mfa_reauthenticate": OWN,
    "mfa_reauthenticate_webauthn": OWN,
    "mfa_index": Access(read=STAFF),
    "mfa_activate_totp": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_generate_recovery_codes": OWN,
    "mfa_view_recovery_codes": Access(read=STAFF),
    "mfa_add_webauthn": OWN,
    "mfa_list_webauthn": Access(read=STAFF),
    "mfa_remove_webauthn": OWN,
    "brand_login": Access(read=EVERYONE),
    "brand_callback": Access(read=EVERYONE),
}

# What an account without its required second factor may still open.
WITHOUT_FACTOR = frozenset(
    {
        "logout",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_view_recovery_codes",
        "set_language",
        "preferences",
        "javascript_catalog",
    },
)

# Acts that need a login or confirmation of the last minutes.
CONFIRMED_WRITES = frozenset(
    {
        "tokens",
        "accounts",
        "account_detail",
        "account_link",
        "account_disable",
        "account_enable",
        "account_factor_reset",
        "own_password",
        "members:erase",
        "members:unmask",
    },
)
# Pages that show a secret, change how one logs in, or give out a person's data: also to open them.
CONFIRMED_PAGES = frozenset(
    {
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_add_webauthn",
        "mfa_remove_webauthn",
        "members:privacy_export",
        "activity:batch_errors",
    },
)
# Lists about people, when they are downloaded.
CONFIRMED_EXPORTS = frozenset(
    {
        "insights:member_list",
        "insights:segment_members",
        "koc:roster_list",
        "teamwork:interaction_list",
        "teamwork:contact_list",
        "roles:newcomer_list",
        "lifecycle:dormancy_board",
        "audit_list",
    },
)
