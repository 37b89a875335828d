"""Addresses of robots: only those of their vendors are called, and own
gateways that the installation names.
"""

import re
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Invalid
from common.security.outgoing import address_fault
from integrations.models import Channel
from integrations.services.addresses import PORTS

VENDOR_HOSTS = {
    Channel.Kind.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
    Channel.Kind.DINGTALK: ("oapi.dingtalk.com",),
    Channel.Kind.WECOM: ("qyapi.weixin.qq.com",),
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
URL_LENGTH = 500
_FEISHU_PATH = re.compile(r"/open-apis/bot/v2/hook/[\w-]+/?")


def check_address(kind: str, address: str) -> None:
    """Raise Invalid for an address that is not one of a robot of this kind,
    or must not be called.
    """
    fault = address_fault(address)
    if fault in ("bad_address", "private_address"):
        text = _(
            "Copy the whole address of the robot, beginning with https://"
        )
        raise _invalid(fault, text)
    parts = urlsplit(address)
    host = parts.hostname or ""
    if len(address) > URL_LENGTH:
        raise _invalid("bad_address", _("The address is too long."))
    is_local = settings.OUTGOING_LOOPBACK and host in LOOPBACK
    if not is_local and parts.port not in PORTS:
        text = _("Only the ports 443 and 8443 are called.")
        raise _invalid("bad_address", text)
    hosts = VENDOR_HOSTS[Channel.Kind(kind)]
    is_own = is_local or host in settings.CHANNEL_HOSTS
    if host not in hosts and not is_own:
        text = _(
            "Robots of this kind have addresses at %(hosts)s. Copy the address from the "
            "settings of the robot.",
        )
        raise _invalid("other_host", text % {"hosts": " · ".join(hosts)})
    if not _has_key(kind, address) and host not in settings.CHANNEL_HOSTS:
        text = _(
            "The key of the robot is missing. Copy the whole address from the settings of "
            "the robot.",
        )
        raise _invalid("no_key", text)


def _has_key(kind: str, address: str) -> bool:
    """Tell whether an address has the key that robots of this kind have in it."""
    parts = urlsplit(address)
    if kind == Channel.Kind.FEISHU:
        return bool(_FEISHU_PATH.fullmatch(parts.path))
    query = parse_qs(parts.query)
    if kind == Channel.Kind.DINGTALK:
        return parts.path == "/robot/send" and bool(query.get("access_token"))
    return parts.path == "/cgi-bin/webhook/send" and bool(query.get("key"))


def _invalid(code: str, text: str) -> Invalid:
    return Invalid(code, text, where={"field": "address"})
