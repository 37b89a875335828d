"""Which host names can be called."""

import ipaddress
import re

HOST_LENGTH = 253
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_host(name: str, *, allow_local: bool = False) -> bool:
    """Tell whether a name in small letters is an IP address or a public host name.

    A public name has two labels at least, and its last label is not a number.
    `allow_local` accepts names of one label.
    """
    if _is_address(name):
        return True
    labels = name.removesuffix(".").split(".")
    if len(name) > HOST_LENGTH or not all(map(_LABEL.fullmatch, labels)):
        return False
    has_enough_labels = len(labels) > 1 or allow_local
    return has_enough_labels and not _NUMBER.fullmatch(labels[-1])


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
