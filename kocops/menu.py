"""The sidebar: which pages there are, in five groups, each in the order of a working day."""

from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kocops.menu_parents import PARENT_ENTRIES


class MenuItem(NamedTuple):
    """One entry: the page it opens, the key that opens it after `g`, and other
    words by which the palette finds it.
    """

    url_name: str
    label: Promise
    icon: str
    key: str
    words: str | Promise = ""

    @property
    def href(self) -> str:
        """Return the page's address."""
        return _address(self.url_name)


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


class MenuGroup(NamedTuple):
    """Entries under one heading; a closed group opens by itself on its own pages."""

    name: str
    label: Promise
    items: tuple[MenuItem, ...]
    is_open: bool = True


MENU_GROUPS = (
    MenuGroup(
        "today",
        _("Today and overview"),
        (
            MenuItem("teamwork:desk", _("Today"), "sun", "y"),
            MenuItem(
                "notifications:notification_list",
                _("Notifications"),
                "message",
                "5",
            ),
            MenuItem(
                "insights:overview",
                _("Overview"),
                "layout-dashboard",
                "o",
            ),
            MenuItem(
                "reports:brief",
                _("Weekly brief"),
                "chart-bar",
                "",
                words="周报 简报 brief report",
            ),
            MenuItem("reports:funnel", _("AISAS funnel"), "trending-down", ""),
        ),
    ),
    MenuGroup(
        "members",
        _("Members"),
        (
            MenuItem("insights:member_list", _("Members"), "users", "m"),
            MenuItem("insights:segment_list", _("Segments"), "filter", "f"),
            MenuItem(
                "community:circle_list",
                _("Circles"),
                "building-community",
                "c",
            ),
            MenuItem("koc:roster_list", _("KOC roster"), "star", "1"),
            MenuItem("roles:newcomer_list", _("Newcomers"), "user-plus", "j"),
            MenuItem("roles:role_board", _("Roles"), "star", "r"),
            MenuItem("roles:gear_list", _("Gears"), "settings", "e"),
            MenuItem(
                "lifecycle:dormancy_board",
                _("Dormancy"),
                "trending-down",
                "d",
            ),
            MenuItem(
                "outreach:opportunity_list",
                _("Opportunities"),
                "message",
                "",
                words="机会 唤醒 outreach wake up",
            ),
            MenuItem(
                "outreach:graduation_list",
                _("Graduations"),
                "heart",
                "",
                words="毕业 送别 farewell honour",
            ),
        ),
    ),
    MenuGroup(
        "reputation",
        _("Word of mouth"),
        (
            MenuItem("alerts:issue_list", _("Early warning"), "bell", "w"),
            MenuItem("alerts:question_list", _("Healing"), "heart", "q"),
            MenuItem(
                "alerts:notice_list",
                _("Owners to tell"),
                "message",
                "t",
            ),
            MenuItem(
                "alerts:suggestion_list",
                _("Suggestions"),
                "bookmark-plus",
                "6",
            ),
            MenuItem(
                "immunity:claim_list",
                _("Rumours"),
                "shield-check",
                "",
                words="谣言 传言 辟谣 rumour claim",
            ),
            MenuItem(
                "immunity:case_list",
                _("Crisis memory"),
                "history",
                "",
                words="危机 档案 复盘 crisis case",
            ),
            MenuItem("immunity:mood", _("Mood"), "activity", "", "情绪 口碑"),
            MenuItem("community:post_list", _("Posts"), "messages", "b"),
            MenuItem("teamwork:work_list", _("Works"), "star", ""),
            MenuItem("alerts:lexicon_list", _("Lexicon"), "tags", "4"),
        ),
    ),
    MenuGroup(
        "team",
        _("Team"),
        (
            MenuItem(
                "teamwork:interaction_list",
                _("Interactions"),
                "message",
                "l",
            ),
            MenuItem(
                "teamwork:nomination_list",
                _("Nominations"),
                "bookmark",
                "v",
            ),
            MenuItem("teamwork:handover_list", _("Handovers"), "refresh", "x"),
            MenuItem(
                "knowledge:script_list",
                _("Scripts"),
                "messages",
                "",
                words="话术 huashu script",
            ),
            MenuItem(
                "campaigns:campaign_list",
                _("Campaigns"),
                "ticket",
                "",
                words="活动 节点 日历 内测 campaign event calendar",
            ),
            MenuItem(
                "campaigns:review_list",
                _("Review meetings"),
                "chart-bar",
                "",
                words="复盘 决定 review decision",
            ),
            MenuItem("teamwork:team", _("Open work"), "checks", "3"),
            MenuItem("teamwork:workload", _("Workload"), "table", "k"),
            MenuItem("teamwork:bulk_list", _("Bulk changes"), "checks", "g"),
        ),
    ),
    MenuGroup(
        "data",
        _("Data and settings"),
        (
            MenuItem(
                "activity:batch_list",
                _("Event ingest"),
                "file-import",
                "i",
            ),
            MenuItem(
                "activity:source_list",
                _("Event sources"),
                "database",
                "s",
            ),
            MenuItem(
                "integrations:connection_list",
                _("Connections"),
                "link",
                "8",
            ),
            MenuItem(
                "integrations:channel_list",
                _("Channels"),
                "messages",
                "7",
            ),
            MenuItem(
                "activity:night_list",
                _("Nights"),
                "moon-stars",
                "n",
            ),
            MenuItem(
                "lifecycle:policy_list",
                _("Dormancy policy"),
                "shield-check",
                "p",
            ),
            MenuItem(
                "roles:policy_list",
                _("Role policy"),
                "shield-check",
                "2",
            ),
            MenuItem(
                "teamwork:merge_list",
                _("Merged members"),
                "user",
                "u",
            ),
            MenuItem(
                "insights:webhook_list",
                _("Webhooks"),
                "link",
                "z",
            ),
            MenuItem(
                "notifications:event_list",
                _("Sent notifications"),
                "message",
                "0",
            ),
            MenuItem(
                "integrations:message_list",
                _("Outgoing messages"),
                "message",
                "9",
            ),
            MenuItem("accounts", _("Colleagues"), "users", "A"),
            MenuItem("audit_list", _("Audit log"), "history", ""),
            MenuItem("privacy", _("Privacy"), "shield-check", "", "PIPL"),
            MenuItem("tokens", _("API tokens"), "key", "T"),
            MenuItem("api_guide", _("API"), "api", "a"),
            MenuItem("help", _("Help"), "help", "h"),
        ),
        is_open=False,
    ),
)
MENU = tuple(item for group in MENU_GROUPS for item in group.items)


def entry_of(view_name: str) -> str:
    """Return the entry that a page belongs under; "" for none.

    Pages of one kind of row (`app:kind_detail`, `app:kind_edit`) belong under
    the list of that kind.
    """
    app, _colon, _rest = view_name.partition(":")
    if named := PARENT_ENTRIES.get(view_name) or PARENT_ENTRIES.get(f"{app}:"):
        return named
    entries = [item.url_name for item in MENU]
    if view_name in entries:
        return view_name
    kind = view_name.rpartition("_")[0]
    same = [name for name in entries if kind and name == f"{kind}_list"]
    return same[0] if same else ""


# The five tabs of a phone: one page of each group; the last opens the sidebar.
PHONE_TABS = (
    "teamwork:desk",
    "insights:member_list",
    "alerts:issue_list",
    "teamwork:interaction_list",
)
