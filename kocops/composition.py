"""Hands what the apps declare to the lower modules that look it up.

A lower app never imports an upper one; what it has to know of them is put in
here once, when the project starts.
"""

from django.contrib.auth import get_user_model
from django.core.checks import register

import accounts.access
import accounts.privacy
import activity.access
import activity.cards
import activity.privacy
import activity.urgent
import alerts.access
import alerts.cards
import alerts.privacy
import alerts.urgent
import campaigns.access
import campaigns.cards
import campaigns.privacy
import common.privacy
import community.access
import community.cards
import community.privacy
import immunity.access
import immunity.cards
import immunity.privacy
import insights.access
import insights.privacy
import integrations.access
import integrations.cards
import integrations.privacy
import knowledge.access
import knowledge.privacy
import koc.access
import koc.cards
import koc.privacy
import kocops.access
import lifecycle.access
import lifecycle.cards
import lifecycle.privacy
import lifecycle.urgent
import members.access
import members.privacy
import notifications.access
import notifications.privacy
import outreach.access
import outreach.privacy
import reports.access
import reports.privacy
import roles.access
import roles.cards
import roles.privacy
import teamwork.access
import teamwork.cards
import teamwork.privacy
import teamwork.urgent
from accounts.views.colleagues import OPEN_WORK
from activity.selectors.file_contents import EVENTS, add_contents
from activity.views.sources import EventSourceDetailPage, SourcePanel
from alerts.panels import circle_reports_panel
from alerts.services.notice_gate import add_notice_gate
from alerts.views.issues import IssuePage, IssuePanel
from alerts.views.questions import QuestionListPage, QuestionPanel
from campaigns.selectors.audiences import control_among
from campaigns.selectors.desk_sections import SECTIONS as CAMPAIGN_SECTIONS
from campaigns.selectors.segment_fields import CAMPAIGN_FIELDS
from common.audit.policy import add_audited
from common.audit.watching import watch
from common.jobs.outbox_senders import ReceiverKind, add_receiver_kinds
from common.jobs.queue import add_jobs
from common.personal.inventory import add_records
from common.security.access import add_access
from common.security.names import staff_name
from community.selectors.file_contents import POSTS, REACTIONS
from community.selectors.member_contents import MEMBERS
from community.views.circles import CircleDetailPage, CirclePanel
from immunity.panels import (
    answer_tone,
    case_form_address,
    issue_memory,
    issue_mood,
)
from immunity.selectors.desk_sections import SECTIONS as IMMUNITY_SECTIONS
from insights.models import WEBHOOK
from insights.panels import held_members_panel
from insights.selectors.dashboards import add_cards, add_urgent
from insights.selectors.segment_fields import add_fields
from insights.selectors.webhook_kinds import add_event_kinds
from insights.services.webhook_delivery import WebhookReceivers
from insights.tables import MemberTable
from insights.views.members import MemberListPage
from integrations.selectors.desk_sections import SECTIONS as LINK_SECTIONS
from integrations.selectors.outbox import add_reading
from integrations.services.channel_sending import (
    RECEIVER_TYPE,
    ChannelReceivers,
)
from kocops.api import resource_access
from kocops.audited import AUDITED
from kocops.jobs import JOBS
from kocops.selectors.open_work import open_work_of
from members.selectors.member_relations import check_merge_policies
from notifications.labels import KIND_LABELS
from notifications.selectors.message_reading import annotate_reading
from outreach.panels import member_signs
from outreach.rules.messages import RECEIVER_TYPE as MEMBER_CHANNEL
from outreach.selectors.desk_sections import SECTIONS as OUTREACH_SECTIONS
from outreach.selectors.left_alone import add_left_alone
from outreach.selectors.segment_fields import OUTREACH_FIELDS
from outreach.services.asking import refuse_notices, warn_of_talk
from outreach.services.sending import MemberReceivers
from roles.panels import circle_roles_panel, roles_held
from teamwork.selectors.contact_warnings import add_contact_warning
from teamwork.selectors.desk import add_sections
from teamwork.selectors.segment_fields import TEAM_FIELDS
from teamwork.tables import MEMBER_COLUMNS
from teamwork.views.bulk import MEMBER_BULK_ACTS
from teamwork.views.members import MemberCard, MemberPage

APPS_WITH_VIEWS = (
    accounts,
    members,
    activity,
    community,
    roles,
    knowledge,
    alerts,
    lifecycle,
    koc,
    insights,
    teamwork,
    integrations,
    outreach,
    campaigns,
    immunity,
    notifications,
    reports,
    kocops,
)
APPS_WITH_CARDS = (
    activity,
    lifecycle,
    roles,
    alerts,
    community,
    koc,
    teamwork,
    integrations,
    campaigns,
    immunity,
)
APPS_WITH_URGENT = (activity, lifecycle, alerts, teamwork)
PRIVACY = (
    accounts.privacy.PRIVACY,
    common.privacy.PRIVACY,
    members.privacy.PRIVACY,
    activity.privacy.PRIVACY,
    community.privacy.PRIVACY,
    roles.privacy.PRIVACY,
    knowledge.privacy.PRIVACY,
    alerts.privacy.PRIVACY,
    lifecycle.privacy.PRIVACY,
    koc.privacy.PRIVACY,
    insights.privacy.PRIVACY,
    teamwork.privacy.PRIVACY,
    integrations.privacy.PRIVACY,
    outreach.privacy.PRIVACY,
    campaigns.privacy.PRIVACY,
    immunity.privacy.PRIVACY,
    notifications.privacy.PRIVACY,
    reports.privacy.PRIVACY,
)
RECEIVERS: dict[str, ReceiverKind] = {
    WEBHOOK: WebhookReceivers(),
    RECEIVER_TYPE: ChannelReceivers(),
    MEMBER_CHANNEL: MemberReceivers(),
}


def compose() -> None:
    """Fill the tables of access, jobs, personal data, receivers, readers of messages,
    contents of files, checks, sections of the desk, bulk acts, columns of members and
    cards from all apps.
    """
    for app in APPS_WITH_VIEWS:
        add_access(app.access.ACCESS)
    add_access(resource_access())
    add_jobs(JOBS)
    add_audited(AUDITED)
    for table in PRIVACY:
        add_records(table)
    watch()
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
    _compose_outreach()
    _compose_immunity()
    MemberTable.add_columns(*MEMBER_COLUMNS)
    OPEN_WORK.append(open_work_of)
    MemberListPage.bulk_acts = MEMBER_BULK_ACTS
    EventSourceDetailPage.panels = (
        SourcePanel("insights/_held_members.html", held_members_panel),
    )
    CircleDetailPage.read_signs = staticmethod(roles_held)
    CircleDetailPage.panels = (
        CirclePanel("roles/_circle_roles_panel.html", circle_roles_panel),
        CirclePanel("alerts/_circle_reports_panel.html", circle_reports_panel),
    )


def _compose_outreach() -> None:
    """Let lower apps ask the contact gate, and show what outreach and campaigns
    know.
    """
    add_sections(*OUTREACH_SECTIONS, *CAMPAIGN_SECTIONS)
    add_fields(*OUTREACH_FIELDS, *CAMPAIGN_FIELDS)
    add_contact_warning(warn_of_talk)
    add_notice_gate(refuse_notices)
    add_left_alone(control_among)
    MemberPage.cards = (
        MemberCard(
            "outreach/_member_signs.html",
            lambda member, at: member_signs(member, today=at.today),
        ),
    )


def _compose_immunity() -> None:
    """Put what waits about claims and crises on desks, ask for a case file once
    a crisis is over, and show on an issue what it resembles.
    """
    add_sections(*IMMUNITY_SECTIONS)
    IssuePage.after_closing = staticmethod(case_form_address)
    IssuePage.panels = (
        IssuePanel("immunity/_issue_memory.html", issue_memory),
        IssuePanel("immunity/_issue_mood.html", issue_mood),
    )
    QuestionListPage.panels = (
        QuestionPanel("immunity/_answer_tone.html", answer_tone),
    )
