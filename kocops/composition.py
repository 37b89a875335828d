"""Hands what the apps declare to the lower modules that look it up.

A lower app never imports an upper one; what it has to know of them is put in
here once, when the project starts.
"""

from django.core.checks import register

import activity.access
import alerts.access
import community.access
import insights.access
import integrations.access
import kocops.access
import lifecycle.access
import members.access
import notifications.access
import roles.access
import teamwork.access
from activity.selectors.file_contents import EVENTS, add_contents
from alerts.panels import circle_reports_panel
from common.jobs.outbox_senders import ReceiverKind, add_receiver_kinds
from common.jobs.queue import add_jobs
from common.security.access import add_access
from community.selectors.file_contents import POSTS, REACTIONS
from community.selectors.member_contents import MEMBERS
from community.views.circles import CircleDetailPage, CirclePanel
from insights.models import WEBHOOK
from insights.selectors.webhook_kinds import add_event_kinds
from insights.services.webhook_delivery import WebhookReceivers
from insights.views.members import MemberListPage
from integrations.selectors.desk_sections import SECTIONS as LINK_SECTIONS
from integrations.services.channel_sending import (
    RECEIVER_TYPE,
    ChannelReceivers,
)
from kocops.api import resource_access
from kocops.jobs import JOBS
from members.selectors.member_relations import check_merge_policies
from notifications.labels import KIND_LABELS
from roles.panels import circle_roles_panel, roles_held
from teamwork.selectors.desk import add_sections
from teamwork.views.bulk import MEMBER_BULK_ACTS

APPS_WITH_VIEWS = (
    members,
    activity,
    community,
    roles,
    alerts,
    lifecycle,
    insights,
    teamwork,
    integrations,
    notifications,
    kocops,
)
RECEIVERS: dict[str, ReceiverKind] = {
    WEBHOOK: WebhookReceivers(),
    RECEIVER_TYPE: ChannelReceivers(),
}


def compose() -> None:
    """Fill the tables of access, jobs, receivers, contents of files, checks,
    sections of the desk and bulk acts from all apps.
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
    register(check_merge_policies)
    add_sections(*LINK_SECTIONS)
    MemberListPage.bulk_acts = MEMBER_BULK_ACTS
    CircleDetailPage.read_signs = staticmethod(roles_held)
    CircleDetailPage.panels = (
        CirclePanel("roles/_circle_roles_panel.html", circle_roles_panel),
        CirclePanel("alerts/_circle_reports_panel.html", circle_reports_panel),
    )
