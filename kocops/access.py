"""Who may use the frame: sign-in, help, the API's documentation, the admin."""

from common.security.access import ADMIN, DATA, EVERYONE, STAFF, Access

ACCESS: dict[str, Access] = {
    "home": Access(read=STAFF),
    "start": Access(read=DATA),
    "first_account": Access(read=EVERYONE, write=EVERYONE),
    "accounts": Access(read=frozenset({ADMIN}), write=frozenset({ADMIN})),
    "account_link": Access(read=frozenset({ADMIN})),
    "tokens": Access(read=frozenset({ADMIN}), write=frozenset({ADMIN})),
    "token_end": Access(write=frozenset({ADMIN})),
    "password_set": Access(read=EVERYONE, write=EVERYONE),
    "login": Access(read=EVERYONE, write=EVERYONE),
    "logout": Access(write=STAFF),
    "set_language": Access(write=EVERYONE),
    "javascript_catalog": Access(read=EVERYONE),
    "help": Access(read=STAFF),
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
