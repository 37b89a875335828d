"""The sidebar: which pages there are, in the order of a working day."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MenuItem(NamedTuple):
    url_name: str
    label: Promise
    icon: str
    key: str


MENU = (
    MenuItem("teamwork:desk", _("Today"), "sun", "y"),
    MenuItem("insights:overview", _("Overview"), "layout-dashboard", "o"),
    MenuItem("insights:member_list", _("Members"), "users", "m"),
    MenuItem("insights:segment_list", _("Segments"), "filter", "f"),
    MenuItem("teamwork:interaction_list", _("Interactions"), "message", "l"),
    MenuItem("teamwork:nomination_list", _("Nominations"), "star", "v"),
    MenuItem("teamwork:workload", _("Workload"), "users", "k"),
    MenuItem("teamwork:handover_list", _("Handovers"), "refresh", "x"),
    MenuItem("teamwork:bulk_list", _("Bulk changes"), "users", "g"),
    MenuItem("teamwork:merge_list", _("Merged members"), "circles", "u"),
    MenuItem("roles:role_board", _("Roles"), "settings", "r"),
    MenuItem("roles:gear_list", _("Gears"), "circles", "e"),
    MenuItem("roles:newcomer_list", _("Newcomers"), "user-plus", "j"),
    MenuItem("lifecycle:dormancy_board", _("Dormancy"), "trending-down", "d"),
    MenuItem("alerts:issue_list", _("Early warning"), "bell", "w"),
    MenuItem("alerts:question_list", _("Healing"), "heart", "q"),
    MenuItem("alerts:notice_list", _("Owners to tell"), "message", "t"),
    MenuItem("community:post_list", _("Posts"), "messages", "b"),
    MenuItem("community:circle_list", _("Circles"), "circles", "c"),
    MenuItem("activity:batch_list", _("Event ingest"), "file-import", "i"),
    MenuItem("activity:source_list", _("Event sources"), "database", "s"),
    MenuItem("lifecycle:policy_list", _("Dormancy policy"), "settings", "p"),
    MenuItem("roles:policy_list", _("Role policy"), "settings", "2"),
    MenuItem("activity:night_list", _("Nights"), "moon-stars", "n"),
    MenuItem("insights:webhook_list", _("Webhooks"), "bell", "z"),
    MenuItem("api:docs", _("API"), "api", "a"),
    MenuItem("help", _("Help"), "help", "h"),
)
