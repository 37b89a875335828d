"""Who may use the frame: sign-in, help, the API's documentation, the admin."""

from common.security.access import (
    ADMIN,
    DATA,
    EVERYONE,
    LEADS,
    STAFF,
    Access,
)

ACCESS: dict[str, Access] = {
    "home": Access(read=STAFF),
    # It asks for a token of its own, or that it is this machine.
    "metrics": Access(read=EVERYONE),
    "start": Access(read=DATA),
    "audit_list": Access(read=LEADS),
    "audit_detail": Access(read=LEADS),
    "privacy": Access(read=frozenset({ADMIN})),
    "tokens": Access(read=frozenset({ADMIN}), write=frozenset({ADMIN})),
    "token_end": Access(write=frozenset({ADMIN})),
    "set_language": Access(write=EVERYONE),
    "javascript_catalog": Access(read=EVERYONE),
    "help": Access(read=STAFF),
    "api_guide": Access(read=STAFF),
    "find": Access(read=STAFF),
    "api:schema": Access(read=STAFF, read_scope="*"),
    "api:docs": Access(read=STAFF),
    "api:not-found": Access(
        read=EVERYONE,
        write=EVERYONE,
        read_scope="*",
        write_scope="*",
    ),
    "admin:*": Access(read=frozenset({ADMIN}), write=frozenset({ADMIN})),
}
