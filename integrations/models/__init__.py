"""Connections to platforms, from which data come, and channels, through which
messages go out.
"""

from integrations.models.channels import Channel
from integrations.models.connections import (
    KEY_LENGTH,
    URL_LENGTH,
    WAITING_KEPT,
    Connection,
    ConnectionCursor,
    ConnectionRun,
    Delivery,
    PlatformCircle,
    PostNumber,
)

__all__ = [
    "KEY_LENGTH",
    "URL_LENGTH",
    "WAITING_KEPT",
    "Channel",
    "Connection",
    "ConnectionCursor",
    "ConnectionRun",
    "Delivery",
    "PlatformCircle",
    "PostNumber",
]
