"""Which models the audit log leaves out, and why.

Every model of the project is here or in kocops/audited.py; a test walks them.
"""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.socialaccount.models import SocialApp, SocialToken
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

import accounts.models as accounts
import activity.models as activity
import alerts.models as alerts
import campaigns.models as campaigns
import common.models as common
import community.models as community
import immunity.models as immunity
import insights.models as insights
import integrations.models as integrations
import knowledge.models as knowledge
import koc.models as koc
import lifecycle.models as lifecycle
import members.models as members
import notifications.models as notifications
import outreach.models as outreach
import reports.models as reports
import roles.models as roles
import teamwork.models as teamwork

COMPUTED = "computed by nights and watches from other rows"
RECEIVED = "what platforms sent; the import that brought it is recorded"
HISTORY = "a history of its own, written with a recorded row"
OF_JOBS = "how far machines are with their work"
OF_READER = "what a reader arranged for themselves; nobody else sees it"
LIBRARY = "made by a library, or not used"

UNAUDITED: dict[str, tuple[type[Any], ...]] = {
    COMPUTED: (
        members.MemberNameToken,
        activity.FeedCursor,
        activity.FeedDay,
        activity.FeedState,
        activity.MemberWeekSet,
        reports.FunnelRun,
        reports.MemberStages,
        activity.PublishedGeneration,
        activity.MemberSeries,
        activity.CommunityWeek,
        activity.ActivitySummary,
        community.PostFeatures,
        community.PostUse,
        community.FollowedKind,
        roles.NewcomerJourney,
        roles.RoleScore,
        roles.GearCount,
        roles.RoleSpell,
        alerts.PhraseCount,
        alerts.Alert,
        alerts.IssueReport,
        alerts.SuggestionPost,
        immunity.ClaimWording,
        immunity.PostMood,
        lifecycle.DormancyState,
        lifecycle.DormancyFlow,
        lifecycle.DormancyBacktest,
        insights.SegmentSpell,
        outreach.Suppression,
        koc.OwnerScore,
        community.PostAges,
    ),
    RECEIVED: (
        activity.ActivityEvent,
        activity.EventDetail,
        activity.RejectedRow,
        community.Post,
        community.ReplacedStates,
        community.Reaction,
        integrations.Delivery,
        integrations.PostNumber,
    ),
    HISTORY: (
        knowledge.ScriptChange,
        knowledge.ScriptUse,
        common.AuditRecord,
        common.AuditSeal,
        members.MovedIdentityRow,
        activity.MovedIdentityEvent,
        alerts.IssueChange,
        alerts.SuggestionChange,
        koc.KocChange,
        outreach.ContactRefusal,
        outreach.Match,
        campaigns.PlanMember,
        immunity.ClaimChange,
        immunity.ClaimInvitation,
        teamwork.HandoverMember,
        teamwork.NominationWork,
    ),
    OF_JOBS: (
        accounts.LoginSession,
        accounts.LoginTries,
        common.DomainEvent,
        common.OutboxAttempt,
        common.OutboxReceiver,
        common.JobRun,
        common.LaneTask,
        activity.ClockReading,
        activity.NightlyRun,
        activity.NightShard,
        activity.MemberRecount,
        community.ChangedThread,
        community.JoinedChat,
        community.ThreadScanCursor,
        koc.OwnerRound,
        alerts.ClassificationState,
        alerts.SuggestionCursor,
        immunity.ClaimCursor,
        immunity.MoodCursor,
        integrations.ConnectionCursor,
        integrations.ConnectionRun,
        notifications.Digest,
        notifications.Notification,
        notifications.EventMessage,
        reports.SentBrief,
        notifications.FollowUp,
    ),
    OF_READER: (
        common.ColumnChoice,
        teamwork.SeenItem,
        teamwork.SnoozedItem,
        notifications.Preference,
        notifications.KindPreference,
    ),
    LIBRARY: (
        LogEntry,
        Permission,
        ContentType,
        Session,
        EmailAddress,
        EmailConfirmation,
        SocialApp,
        SocialToken,
    ),
}
