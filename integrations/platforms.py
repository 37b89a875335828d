"""The platforms: what each needs to connect, and which functions read it.

A platform is a line in PLATFORMS. `pull` fetches, `receive` checks a delivery
and `map_delivery` reads it, `read_files` reads exports.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import integrations.cloudevents.push
import integrations.discourse.files
import integrations.discourse.pull
import integrations.discourse.push
import integrations.discuz.files
import integrations.segment.push
import integrations.sensors.files
import integrations.sensors.push
import integrations.wecom.files
import integrations.wecom.pull
import integrations.wecom.push
from integrations.rules.pushing import Accepted, Delivered
from integrations.rules.rows import MappedRows, PullStep
from integrations.selectors.pulling import Pulling

MapDelivery = Callable[[str, str, datetime, MappedRows], None]
ReadFiles = Callable[[Sequence[Path]], Iterable[MappedRows]]


@dataclass(frozen=True)
class Setting:
    """Something that a connection needs to know; secrets are never shown again."""

    name: str
    label: str | Promise
    is_secret: bool = False
    is_required: bool = True
    is_address: bool = False
    help_text: str | Promise = ""


@dataclass(frozen=True)
class Platform:
    """How a platform is connected. `makes_secret`: we make the secret of its
    deliveries and show it once.
    """

    name: str
    label: str | Promise
    what: str | Promise
    steps: tuple[str | Promise, ...]
    settings: tuple[Setting, ...] = ()
    base_url: str = ""
    makes_secret: bool = False
    pull: Callable[[Pulling], Iterable[PullStep]] | None = None
    try_connection: Callable[[Pulling], None] | None = None
    receive: Callable[[Delivered], Accepted] | None = None
    map_delivery: MapDelivery | None = None
    read_files: ReadFiles | None = None
    methods: tuple[str, ...] = ("POST",)
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_address(self) -> bool:
        return self.pull is not None


def _secret(name: str, label: Any, **others: Any) -> Setting:
    return Setting(name, label, is_secret=True, **others)


PLATFORMS = {
    platform.name: platform
    for platform in (
        Platform(
            "discourse",
            "Discourse",
            _(
                "Posts, likes and members of a forum: fetched, and sent at once by webhook."
            ),
            (
                _(
                    "In Discourse: Admin → API → New API key, for one user, read-only."
                ),
                _(
                    "Enter the forum's address, the user's name and the key here."
                ),
                _(
                    "For posts at once: Admin → API → Webhooks → New. Enter the "
                    "address and the secret that you see after saving; choose "
                    "post, like and user events.",
                ),
            ),
            (
                Setting("username", _("User of the key")),
                _secret("api_key", _("API key")),
            ),
            makes_secret=True,
            pull=integrations.discourse.pull.pull,
            try_connection=integrations.discourse.pull.try_connection,
            receive=integrations.discourse.push.receive,
            map_delivery=integrations.discourse.push.map_delivery,
            read_files=integrations.discourse.files.read_files,
        ),
        Platform(
            "discuz",
            "Discuz!",
            _(
                "Posts, members and likes of threads out of the panel's SQL "
                "export or tables as CSV."
            ),
            (
                _(
                    "In the panel: Site → Database → Export; choose the "
                    "tables of posts, threads, forums and members."
                ),
                _(
                    "Then on the server: manage.py import_export discuz FILE --source NAME"
                ),
            ),
            read_files=integrations.discuz.files.read_files,
        ),
        Platform(
            "wecom",
            _("WeCom"),
            _(
                "Customers, customer groups with who is in them, and the message archive."
            ),
            (
                _(
                    "In WeCom: make an app of your own and allow it to read "
                    "customers and groups."
                ),
                _("Enter the corp id and the app's secret here."),
                _(
                    "For changes at once: enter the address of this connection "
                    "as the app's callback, with its token and AES key.",
                ),
                _(
                    "Messages: your own program fetches and decrypts the archive; "
                    "enter the address where it gives JSON lines.",
                ),
            ),
            (
                Setting("corp_id", _("Corp id")),
                _secret("corp_secret", _("Secret of the app")),
                _secret(
                    "token", _("Token of the callback"), is_required=False
                ),
                _secret(
                    "aes_key", _("AES key of the callback"), is_required=False
                ),
                Setting(
                    "archive_url",
                    _("Address of archived messages"),
                    is_required=False,
                    is_address=True,
                    help_text=_("JSON lines after ?seq=; empty: none."),
                ),
            ),
            base_url="https://qyapi.weixin.qq.com",
            pull=integrations.wecom.pull.pull,
            try_connection=integrations.wecom.pull.try_connection,
            receive=integrations.wecom.push.receive,
            map_delivery=integrations.wecom.push.map_delivery,
            read_files=integrations.wecom.files.read_files,
            methods=("GET", "POST"),
        ),
        Platform(
            "segment",
            "Segment · RudderStack",
            _("Behaviour in apps and on websites: track, identify and alias."),
            (
                _(
                    "Add a webhook or HTTP destination with the address that "
                    "you see after saving."
                ),
                _(
                    "Its write key is the secret that you see once after saving."
                ),
                _(
                    "Then map the names of events to our kinds on the page of the source."
                ),
            ),
            makes_secret=True,
            receive=integrations.segment.push.receive,
            map_delivery=integrations.segment.push.map_delivery,
            kinds={"page": "view", "screen": "view"},
        ),
        Platform(
            "sensors",
            _("Sensors Analytics"),
            _(
                "Behaviour in apps and on websites: track lines sent on or exported."
            ),
            (
                _(
                    "Let your own gateway send the lines on to the address "
                    "that you see after saving, with ?token= the secret."
                ),
                _(
                    "Or import exported lines: manage.py import_export "
                    "sensors FILE --source NAME"
                ),
                _(
                    "Then map the names of events to our kinds on the page of the source."
                ),
            ),
            makes_secret=True,
            receive=integrations.sensors.push.receive,
            map_delivery=integrations.sensors.push.map_delivery,
            read_files=integrations.sensors.files.read_files,
            methods=("GET", "POST"),
            kinds={
                "$AppStart": "login",
                "$AppViewScreen": "view",
                "$pageview": "view",
                "$*": "-",
            },
        ),
        Platform(
            "cloudevents",
            "CloudEvents",
            _("Events of any system in the form of CloudEvents 1.0."),
            (
                _(
                    "Send events to the address that you see after saving, "
                    "structured, batched or binary."
                ),
                _("Every request carries the secret: Authorization: Bearer …"),
                _(
                    "The subject, or data.member, names the member; map the "
                    "types to our kinds on the page of the source."
                ),
            ),
            makes_secret=True,
            receive=integrations.cloudevents.push.receive,
            map_delivery=integrations.cloudevents.push.map_delivery,
        ),
    )
}
