"""Hands what the apps declare to the lower modules that look it up.

A lower app never imports an upper one; what it has to know of them is put in
here once, when the project starts.
"""

from django.contrib.auth import get_user_model
from django.core.checks import register

import activity.access
import activity.cards
import activity.urgent
import alerts.access
import alerts.cards
import alerts.urgent
import community.access
import community.cards
import insights.access
import integrations.access
import integrations.cards
import koc.access
import kocops.access
import lifecycle.access
import lifecycle.cards
import lifecycle.urgent
import members.access
import notifications.access
import roles.access
import roles.cards
import teamwork.access
import teamwork.cards
import teamwork.urgent
from activity.selectors.file_contents import EVENTS, add_contents
from alerts.panels import circle_reports_panel
from common.jobs.outbox_senders import ReceiverKind, add_receiver_kinds
from common.jobs.queue import add_jobs
from common.security.access import add_access
from common.security.names import staff_name
from community.selectors.file_contents import POSTS, REACTIONS
from community.selectors.member_contents import MEMBERS
from community.views.circles import CircleDetailPage, CirclePanel
from insights.models import WEBHOOK
from insights.selectors.dashboards import add_cards, add_urgent
from insights.selectors.segment_fields import add_fields
from insights.selectors.webhook_kinds import add_event_kinds
from insights.services.webhook_delivery import WebhookReceivers
from insights.views.members import MemberListPage
from integrations.selectors.desk_sections import SECTIONS as LINK_SECTIONS
from integrations.selectors.outbox import add_reading
from integrations.services.channel_sending import (
    RECEIVER_TYPE,
    ChannelReceivers,
)
from kocops.api import resource_access
from kocops.jobs import JOBS
from members.selectors.member_relations import check_merge_policies
from notifications.labels import KIND_LABELS
from notifications.selectors.message_reading import annotate_reading
from roles.panels import circle_roles_panel, roles_held
from teamwork.selectors.desk import add_sections
from teamwork.selectors.segment_fields import TEAM_FIELDS
from teamwork.views.bulk import MEMBER_BULK_ACTS

APPS_WITH_VIEWS = (
    members,
    activity,
    community,
    roles,
    alerts,
    lifecycle,
    koc,
    insights,
    teamwork,
    integrations,
    notifications,
    kocops,
)
APPS_WITH_CARDS = (
    activity,
    lifecycle,
    roles,
    alerts,
    community,
    teamwork,
    integrations,
)
APPS_WITH_URGENT = (activity, lifecycle, alerts, teamwork)
RECEIVERS: dict[str, ReceiverKind] = {
    WEBHOOK: WebhookReceivers(),
    RECEIVER_TYPE: ChannelReceivers(),
}


def compose() -> None:
    """Fill the tables of access, jobs, receivers, readers of messages,
    contents of files, checks, sections of the desk, bulk acts and cards from
    all apps.
    """
    for app in APPS_WITH_VIEWS:
        add_access(app.access.ACCESS)
    add_access(resource_access())
    add_jobs(JOBS)
    add_receiver_kinds(RECEIVERS)
    add_contents(EVENTS, POSTS, REACTIONS, MEMBERS)
    add_event_kinds(
        {name: label.name for name, label in KIND_LABELS.items()},
    )
    add_reading(annotate_reading)
    add_fields(*TEAM_FIELDS)
    register(check_merge_policies)
    # Colleagues are called by their names wherever an account is shown.
    get_user_model().add_to_class("__str__", staff_name)
    for app in APPS_WITH_CARDS:
        add_cards(*app.cards.CARDS)
    for app in APPS_WITH_URGENT:
        add_urgent(*app.urgent.URGENT)
    add_sections(*LINK_SECTIONS)
    MemberListPage.bulk_acts = MEMBER_BULK_ACTS
    CircleDetailPage.read_signs = staticmethod(roles_held)
    CircleDetailPage.panels = (
        CirclePanel("roles/_circle_roles_panel.html", circle_roles_panel),
        CirclePanel("alerts/_circle_reports_panel.html", circle_reports_panel),
    )
