"""Which models the audit log covers. Every other one is in kocops/unaudited.py with a reason."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

import accounts.models as accounts
import activity.models as activity
import alerts.models as alerts
import common.models as common
import community.models as community
import insights.models as insights
import integrations.models as integrations
import knowledge.models as knowledge
import koc.models as koc
import lifecycle.models as lifecycle
import members.models as members
import notifications.models as notifications
import reports.models as reports
import roles.models as roles
import teamwork.models as teamwork
from common.audit.policy import Audited
from kocops.audited_campaigns import CAMPAIGNS
from kocops.audited_immunity import IMMUNITY
from kocops.audited_outreach import OUTREACH


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


AUDITED: dict[type[Any], Audited] = {
    # Accounts and machines.
    get_user_model(): Audited(
        ignored=_of("last_login", "date_joined"),
        plain=_of("username"),
        name="username",
        many_to_many=("groups",),
    ),
    Group: Audited(
        plain=_of("name"),
        name="name",
        many_to_many=("permissions",),
    ),
    common.ApiToken: Audited(
        ignored=_of("digest"),
        plain=_of("name", "scopes", "token_key"),
        name="name",
        key="token_key",
    ),
    common.StaffAbsence: Audited(about="user"),
    common.SavedView: Audited(plain=_of("page")),
    common.OutboxMessage: Audited(only=_of("settled_by"), in_bulk=False),
    accounts.Invitation: Audited(ignored=_of("digest")),
    Authenticator: Audited(
        ignored=_of("created_at", "last_used_at", "data"),
        plain=_of("type"),
        about="user",
    ),
    SocialAccount: Audited(only=_of("user", "provider", "uid"), about="user"),
    # Members.
    members.Member: Audited(
        ignored=_of("staff_edited_at", "created_at", "updated_at"),
        plain=_of("joined_from"),
        in_bulk=False,
    ),
    members.MemberIdentity: Audited(
        plain=_of("platform"),
        about="member",
        in_bulk=False,
    ),
    members.MemberConsent: Audited(
        plain=_of("notice"),
        about="member",
        in_bulk=False,
    ),
    members.Erasure: Audited(only=_of("member", "asked_by", "done_at")),
    members.Unmasking: Audited(plain=_of("field", "row_id"), about="member"),
    members.MemberContact: Audited(
        ignored=_of("value_index", "updated_at"),
        plain=_of("kind", "source"),
        about="member",
        in_bulk=False,
    ),
    members.SyncConflict: Audited(
        only=_of("state", "decided_by"),
        about="member",
        in_bulk=False,
    ),
    members.MemberTag: Audited(
        ignored=_of("weight"),
        plain=_of("name", "source"),
        name="name",
        about="member",
        in_bulk=False,
    ),
    members.VehicleOwnership: Audited(
        ignored=_of("vin_index", "staff_edited_at"),
        plain=_of("model_series"),
        about="member",
        in_bulk=False,
    ),
    members.SoftwareSpell: Audited(plain=_of("version"), about="vehicle"),
    # Sources and imports.
    activity.EventSource: Audited(
        ignored=_of("history_until"),
        plain=_of(
            "name",
            "label",
            "platform",
            "time_zone",
            "time_format",
            "columns",
            "kinds",
        ),
        name="name",
    ),
    activity.IngestBatch: Audited(
        only=_of("source", "content", "channel", "sent_by", "started_at"),
    ),
    activity.FeedSilence: Audited(
        only=_of("acknowledged_by", "decision", "decided_by", "reason"),
        in_bulk=False,
    ),
    activity.ColumnMapping: Audited(
        ignored=_of("used_at", "digest"),
        about="source",
    ),
    # Circles and what is asked in them.
    community.Circle: Audited(
        plain=_of("name", "city", "model_series"),
        name="name",
    ),
    community.CircleMembership: Audited(about="circle"),
    community.Question: Audited(
        only=_of("staff_reopened_at"),
        in_bulk=False,
    ),
    # Roles.
    roles.NewcomerWelcome: Audited(about="member"),
    roles.Introduction: Audited(about="newcomer"),
    roles.RolePolicy: Audited(plain=_of("limits", "weights")),
    roles.RoleOverride: Audited(about="member"),
    roles.RoleSuggestionAnswer: Audited(
        ignored=_of("strength"), about="member"
    ),
    # Scripts and the FAQ.
    knowledge.Script: Audited(
        ignored=_of("search_words", "starter_key", "created_at", "updated_at"),
        plain=_of("scene", "title"),
        name="title",
    ),
    knowledge.ScriptVersion: Audited(about="script"),
    knowledge.FaqEntry: Audited(
        ignored=_of("search_words", "created_at", "updated_at"),
        plain=_of("question"),
        name="question",
    ),
    # Issues, questions, suggestions.
    alerts.LexiconEntry: Audited(
        plain=_of("facet", "entry", "phrase", "label_zh", "label_en"),
        name="phrase",
    ),
    alerts.WordProposal: Audited(
        only=_of("dismissed_at", "dismissed_by"),
        in_bulk=False,
    ),
    alerts.Issue: Audited(
        only=_of(
            "name",
            "state",
            "owner",
            "due_on",
            "fixed_by",
            "fixed_in",
            "fix_note",
            "fixed_on",
            "muted_until_reporters",
            "merged_into",
        ),
        plain=_of("name", "fixed_in"),
        name="name",
        in_bulk=False,
    ),
    alerts.OwnerNotice: Audited(about="report"),
    alerts.IssueCorrection: Audited(ignored=_of("reports", "before")),
    alerts.EngineeringTicket: Audited(
        plain=_of("system", "number", "fixed_in"),
        name="number",
        about="issue",
    ),
    alerts.TicketAnswer: Audited(about="ticket"),
    alerts.PublicAnswer: Audited(about="issue"),
    alerts.DifferentIssues: Audited(about="issue"),
    alerts.OwnerRule: Audited(
        plain=_of("name", "component", "model_series"),
        name="name",
    ),
    alerts.HelperInvitation: Audited(about="question"),
    alerts.QuestionCare: Audited(
        only=_of("taken_by"),
        about="question",
        in_bulk=False,
    ),
    alerts.QuestionAct: Audited(about="question"),
    alerts.Suggestion: Audited(
        only=_of(
            "name",
            "state",
            "owner",
            "promised_days",
            "outcome",
            "decided_at",
            "answer",
            "merged_into",
        ),
        plain=_of("name"),
        name="name",
        in_bulk=False,
    ),
    alerts.SuggestionNotice: Audited(),
    # States, KOC, segments, dashboards.
    lifecycle.DormancyPolicy: Audited(
        ignored=_of("record"),
        plain=_of("origin", "scorecard", "thresholds"),
    ),
    lifecycle.DormancyDispute: Audited(ignored=_of("score"), about="member"),
    koc.KocPolicy: Audited(plain=_of("tiers")),
    community.Cooperation: Audited(
        ignored=_of("batch", "updated_at"),
        about="member",
    ),
    koc.KocSpell: Audited(ignored=_of("updated_at"), about="member"),
    reports.FigureTarget: Audited(plain=_of("figure"), name="figure"),
    reports.BriefSubscription: Audited(ignored=_of("created_at")),
    reports.FunnelPolicy: Audited(plain=_of("kinds")),
    insights.Dashboard: Audited(plain=_of("cards"), name=""),
    insights.Annotation: Audited(plain=_of("text", "city", "model_series")),
    insights.Segment: Audited(
        only=_of("name", "kind", "note", "archived_at"),
        plain=_of("name"),
        name="name",
    ),
    insights.SegmentVersion: Audited(about="segment"),
    insights.WebhookEndpoint: Audited(
        ignored=_of("old_secret", "old_secret_until"),
        plain=_of("name", "event_kinds"),
        name="name",
        many_to_many=("segments",),
    ),
    # The work of the team.
    teamwork.BulkChange: Audited(
        only=_of("kind", "member_count", "made_by", "undone_by"),
        plain=_of("kind"),
    ),
    teamwork.Interaction: Audited(
        ignored=_of("key", "body_digest", "created_at", "updated_at"),
        about="member",
    ),
    teamwork.Reassignment: Audited(ignored=_of("items")),
    teamwork.Handover: Audited(),
    teamwork.MemberMerge: Audited(
        only=_of("kept", "merged", "reason", "merged_by", "undone_by"),
        about="kept",
    ),
    teamwork.NotDuplicate: Audited(about="first"),
    teamwork.Nomination: Audited(
        ignored=_of("proposer_informed_at"),
        about="member",
    ),
    teamwork.Judgement: Audited(about="nomination"),
    teamwork.BriefWork: Audited(about="post"),
    **OUTREACH,
    **CAMPAIGNS,
    **IMMUNITY,
    # Other systems and messages.
    integrations.Channel: Audited(plain=_of("name"), name="name"),
    integrations.Connection: Audited(
        only=_of(
            "platform", "name", "source", "base_url", "options", "secrets_text"
        ),
        plain=_of("platform", "name", "base_url"),
        name="name",
    ),
    integrations.PlatformCircle: Audited(about="circle", in_bulk=False),
    notifications.ChannelSubscription: Audited(
        plain=_of("kind"), about="channel"
    ),
    notifications.EscalationPolicy: Audited(),
}
