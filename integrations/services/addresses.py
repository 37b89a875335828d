"""Addresses that a connection calls: checked before they are kept, and never
given a secret that was entered for another host.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Invalid
from common.security.outgoing import address_fault
from integrations.models import Connection
from integrations.platforms import Platform

PORTS = frozenset({None, 443, 8443})


def check_addresses(
    platform: Platform,
    base_url: str,
    values: Mapping[str, str],
) -> None:
    """Raise Invalid for an address that must not or cannot be called."""
    for field, url in _addresses(platform, base_url, values):
        _check(field, url)


def _addresses(
    platform: Platform,
    base_url: str,
    values: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    if platform.needs_address:
        yield "base_url", base_url
    for setting in platform.settings:
        url = values.get(setting.name, "").strip()
        if setting.is_address and url:
            yield setting.name, url


def _check(field: str, url: str) -> None:
    texts = {
        "private_address": _(
            "This address lies in a private network; only public ones are called.",
        ),
        "bad_address": _(
            "Give the whole address, without a password: https://forum.example.com",
        ),
    }
    fault = address_fault(url)
    if fault in texts:
        raise Invalid(fault, texts[fault], where={"field": field})
    if not settings.OUTGOING_LOOPBACK and urlsplit(url).port not in PORTS:
        text = _("Only the ports 443 and 8443 are called.")
        raise Invalid("bad_address", text, where={"field": field})


def check_secrets(
    platform: Platform,
    row: Connection,
    base_url: str,
    values: Mapping[str, str],
) -> None:
    """Raise Invalid if an address leads to another host and a stored secret
    was not entered again.
    """
    before = dict(_addresses(platform, row.base_url, row.options))
    after = dict(_addresses(platform, base_url, values))
    if all(
        _host(after[name]) == _host(before.get(name, "")) for name in after
    ):
        return
    for setting in platform.settings:
        is_kept = setting.is_secret and setting.name in row.secrets
        if is_kept and not values.get(setting.name, "").strip():
            text = _(
                "The address leads to another host. Enter the secret again, "
                "so that none goes to a host it was not meant for.",
            )
            where = {"field": setting.name}
            raise Invalid("secret_needed", text, where=where)


def _host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
