"""What the palette offers to do: from anywhere, and with a member by a verb."""

import re
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.security.access import may
from kocops.menu import MenuItem
from members.models import Member

_BETWEEN = re.compile("[ 、]+")


class MemberAct(NamedTuple):
    """Something to do with one member; `verbs` are separated by spaces or “、”,
    `anchor` is the field of the page that is meant.
    """

    url_name: str
    label: Promise
    verbs: Promise
    icon: str
    anchor: str = ""

    def href(self, member: Member) -> str:
        """Return the address of the form."""
        return reverse(self.url_name, args=[member.pk]) + self.anchor


# What a reader can begin from anywhere through the palette; each needs the right to write.
PALETTE_ACTIONS = (
    MenuItem(
        "members:member_create",
        _("Add a member"),
        "user-plus",
        "",
        _("new member"),
    ),
    MenuItem(
        "community:member_upload",
        _("Members from a file"),
        "file-import",
        "",
        _("import upload members"),
    ),
    MenuItem("members:member_import", _("Import members"), "file-import", ""),
    MenuItem(
        "insights:segment_create",
        _("Build a segment"),
        "filter",
        "",
        _("new segment"),
    ),
    MenuItem(
        "activity:upload",
        _("Upload a file"),
        "upload",
        "",
        _("upload, import, events, posts, check-ins"),
    ),
    MenuItem(
        "teamwork:merge_suggestions",
        _("Find two who are one"),
        "user",
        "",
        _("merge duplicates"),
    ),
    MenuItem(
        "teamwork:absence_create",
        _("Say when I am away"),
        "calendar",
        "",
        _("absence, stand-in, holiday, leave"),
    ),
    MenuItem(
        "notifications:preferences",
        _("Choose what I am notified of"),
        "bell",
        "",
        _("notification settings, messages, quiet hours"),
    ),
    MenuItem(
        "own_account",
        _("My account and password"),
        "user",
        "",
        _("account settings, password, second factor"),
    ),
    MenuItem(
        "accounts",
        _("Add a colleague"),
        "user-plus",
        "",
        _("team account"),
    ),
)

MEMBER_ACTS = (
    MemberAct(
        "teamwork:interaction_create",
        _("Log an interaction"),
        _("log talk"),
        "message",
    ),
    MemberAct(
        "members:member_edit",
        _("Assign a contact"),
        _("assign contact"),
        "user",
        "#div_id_primary_contact",
    ),
    MemberAct(
        "teamwork:nomination_create",
        _("Nominate"),
        _("nominate propose"),
        "bookmark",
    ),
    MemberAct(
        "lifecycle:dispute_create",
        _("Dispute the state"),
        _("dispute"),
        "trending-down",
    ),
)


def acts_of(user: Any) -> list[MemberAct]:
    """Return what the user may do with a member."""
    return [act for act in MEMBER_ACTS if may(user, act.url_name, "POST")]


def split_verb(user: Any, words: str) -> tuple[MemberAct | None, str]:
    """Return the act whose verb the words begin with, and the name after it.

    Chinese needs no space between the two: “指派陈师傅”.
    """
    folded = words.casefold()
    for act in acts_of(user):
        verbs = _BETWEEN.split(str(act.verbs).casefold())
        for verb in sorted(verbs, key=len, reverse=True):
            name = words[len(verb) :]
            is_apart = not verb.isascii() or name[:1].isspace()
            if folded.startswith(verb) and is_apart:
                return act, name.strip()
    return None, ""
