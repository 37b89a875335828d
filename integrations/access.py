"""Who may use the views of integrations; platforms prove themselves by signatures."""

from common.security.access import ADMIN, DATA, EVERYONE, LEADS, Access

ADMINS = frozenset({ADMIN})
ACCESS: dict[str, Access] = {
    "integrations:connection_list": Access(read=LEADS),
    "integrations:connection_detail": Access(read=LEADS),
    "integrations:connection_create": Access(read=ADMINS, write=ADMINS),
    "integrations:connection_edit": Access(read=ADMINS, write=ADMINS),
    "integrations:connection_test": Access(write=ADMINS),
    "integrations:connection_run": Access(write=ADMINS),
    "integrations:connection_pause": Access(write=ADMINS),
    "integrations:connection_threads": Access(write=ADMINS),
    "integrations:connection_rotate": Access(write=ADMINS),
    "integrations:connection_reset": Access(write=ADMINS),
    "integrations:channel_list": Access(read=LEADS),
    "integrations:channel_detail": Access(read=LEADS),
    "integrations:channel_create": Access(read=LEADS, write=LEADS),
    "integrations:channel_edit": Access(read=LEADS, write=LEADS),
    "integrations:channel_test": Access(write=LEADS),
    "integrations:channel_pause": Access(write=LEADS),
    "integrations:message_list": Access(read=DATA, write=LEADS),
    "integrations:message_detail": Access(read=DATA),
    "integrations:message_resend": Access(write=LEADS),
    "integrations:message_mark": Access(write=LEADS),
    "integrations:message_cancel": Access(write=LEADS),
    "integrations:hook": Access(read=EVERYONE, write=EVERYONE),
    "integrations:hook_below": Access(read=EVERYONE, write=EVERYONE),
}
