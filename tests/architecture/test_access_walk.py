"""P22: every address × method × role answers as the access table says; what
the table does not know fails.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.utils import timezone

from activity.models import EventSource, IngestBatch, NightlyRun
from alerts.models import (
    Issue,
    IssueCorrection,
    LexiconEntry,
    OwnerRule,
    QuestionCare,
    Suggestion,
    SuggestionChange,
    WordProposal,
)
from common.db.fields import blind_index
from common.models import (
    AuditRecord,
    DomainEvent,
    JobRun,
    OutboxMessage,
    SavedView,
    StaffAbsence,
)
from common.security.access import (
    ACCESS,
    ADMIN,
    ANYONE,
    MACHINE,
    SCOPES,
    STAFF,
    Access,
)
from community.models import Circle, Post, Question
from community.services.circles import join_circle
from insights.models import WEBHOOK, Annotation, Dashboard, Segment
from integrations.models import Channel, Connection
from knowledge.models import FaqEntry, Script
from koc.models import KocPolicy, OwnerScore
from koc.rules.tiers import SHIPPED as SHIPPED_TIERS
from lifecycle.models import DormancyDispute, DormancyPolicy, DormancyState
from lifecycle.selectors.scorecards import scorecard_data, shipped_scorecard
from members.models import Member, MemberTag, VehicleOwnership
from members.services.directory import save_member, tag_members
from members.services.vehicles import add_vehicle
from notifications.models import FollowUp, Notification
from outreach.models import Suppression
from reports.models import BriefSubscription, MemberStages
from reports.services.subscriptions import subscribe
from roles.models import RolePolicy
from roles.rules.contributions import SHIPPED_WEIGHTS
from roles.rules.limits import Limits
from teamwork.models import (
    BulkChange,
    Handover,
    MemberMerge,
    Reassignment,
)
from tests.accounts_of_roles import make_accounts
from tests.communities import accounts_by_role, rows_of_module
from tests.conftest import NOW
from tests.extent import TRIES_EVERYTHING
from tests.factories.campaigns import campaign_kwargs, make_campaign_rows
from tests.factories.immunity import immunity_kwargs, make_immunity_rows
from tests.factories.outreach import make_outreach_rows, outreach_kwargs

pytestmark = pytest.mark.usefixtures("kept_menu_counts")

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SAFE_METHODS = ("GET",)
PAGE_METHODS = ("GET", "POST")
ALL_METHODS_OF_ADMIN = "admin:*"
# The methods that an address of the API has, where they are not READING.
API_METHODS = {
    "api:event-ingest": ("POST",),
    "api:reaction-ingest": ("POST",),
    "api:cloudevent-ingest": ("POST",),
    "api:member-tags": ("PUT",),
    "api:member-list": ("GET", "PUT"),
    "api:vehicle-upsert": ("PUT",),
    "api:circle-membership-upsert": ("PUT",),
    "api:post-list": ("GET", "POST"),
    "api:interaction-list": ("GET", "POST"),
    "api:source-list": ("GET", "POST"),
    "api:source-detail": ("GET", "PATCH"),
    "api:ticket-list": ("GET", "PUT"),
    "api:channel-list": ("GET", "POST"),
    "api:channel-detail": ("GET", "PATCH"),
    "api:channel-test": ("POST",),
    "api:figure-targets": ("GET", "PATCH"),
    "api:lexicon-entry-list": ("GET", "POST"),
    "api:lexicon-entry-detail": ("GET", "DELETE"),
    "api:webhook-list": ("GET", "POST"),
    "api:webhook-detail": ("GET", "PATCH"),
    "api:webhook-rotate-secret": ("POST",),
    "api:webhook-ping": ("POST",),
    "api:script-fill": ("POST",),
    "api:contact-decisions": ("POST",),
    "api:annotation-list": ("GET", "POST"),
    "api:claim-list": ("GET", "POST"),
    "api:crisis-case-list": ("GET", "POST"),
    "api:consent-list": ("GET", "POST"),
    "api:cooperation-list": ("GET", "POST"),
    "api:campaign-participant-list": ("GET", "POST"),
    "api:campaign-work-list": ("GET", "POST"),
    "api:campaign-cost-list": ("GET", "POST"),
    "api:campaign-finding-list": ("GET", "POST"),
    "api:erasure": ("GET", "POST"),
    "api:annotation-detail": ("GET", "PATCH", "DELETE"),
    "api:owner-rule-list": ("GET", "POST"),
    "api:owner-rule-detail": ("GET", "PATCH", "DELETE"),
    "api:not-found": METHODS,
}


def scope_of(row: Access, method: str) -> str:
    """Return the scope that the table asks for."""
    return row.read_scope if method in SAFE_METHODS else row.write_scope


def no_scope(_asked: str) -> tuple[str, ...]:
    return ()


def every_scope(_asked: str) -> tuple[str, ...]:
    return tuple(SCOPES)


def only_that_scope(asked: str) -> tuple[str, ...]:
    """The scope that an address asks for is enough; of one that asks for any,
    any is.
    """
    return (asked,) if asked in SCOPES else tuple(SCOPES)[:1]


def all_other_scopes(asked: str) -> tuple[str, ...]:
    """All scopes but the one that an address asks for are not."""
    return tuple(scope for scope in SCOPES if scope != asked)


@dataclass(frozen=True)
class Walker:
    """Somebody who tries every address: a role of the table, or a machine whose
    scopes depend on the one that the address asks for.
    """

    name: str
    role: str = ""
    scopes: Callable[[str], tuple[str, ...]] = no_scope
    tries_pages: bool = True

    def names(self) -> list[str]:
        return [
            name
            for name in ACCESS
            if self.tries_pages or name.startswith("api:")
        ]

    def is_allowed(self, row: Access, method: str, *, is_api: bool) -> bool:
        if self.role == MACHINE and is_api:
            scope = scope_of(row, method)
            return scope == "*" or scope in self.scopes(scope)
        roles = row.read if method in SAFE_METHODS else row.write
        return ANYONE in roles or self.role in roles


WALKERS = [
    Walker("anonymous"),
    *(Walker(role, role) for role in sorted(STAFF)),
    Walker("machine without scope", MACHINE, no_scope),
    Walker("machine with every scope", MACHINE, every_scope),
    Walker("machine with that scope", MACHINE, only_that_scope, False),
    Walker("machine with others", MACHINE, all_other_scopes, False),
]


@dataclass
class Made:
    """One row of everything that an address may name."""

    member: Member
    vehicle: VehicleOwnership
    tag: MemberTag
    circle: Circle
    source: EventSource
    batch: IngestBatch
    night: NightlyRun
    job: JobRun
    view: SavedView
    policy: DormancyPolicy
    issue: Issue
    segment: Segment
    merge: MemberMerge
    bulk: BulkChange

    def _word(self) -> LexiconEntry:
        return LexiconEntry.objects.get(entry=f"own_{self.issue.number}")

    @property
    def audit_record(self) -> AuditRecord:
        return AuditRecord.objects.earliest("pk")

    def kwargs(self, name: str) -> dict[str, Any]:
        """Return what the address of this name needs."""
        return self._kwargs_by_name.get(name, {})

    @cached_property
    def _kwargs_by_name(self) -> dict[str, dict[str, Any]]:
        return {
            "delete_view": {"pk": self.view.pk},
            **self._of_accounts(),
            **outreach_kwargs(self.member),
            **campaign_kwargs(self.member),
            **immunity_kwargs(self.member, self.issue),
            "token_end": {"key": "nothing"},
            "audit_detail": {"pk": self.audit_record.pk},
            "password_set": {"uidb64": "MA", "token": "none-none"},
            "job_progress": {"pk": self.job.pk},
            "cancel_job": {"pk": self.job.pk},
            "export_page": {"pk": self.job.pk},
            "export_file": {"pk": self.job.pk},
            "teamwork:member_page": {"pk": self.member.pk},
            "teamwork:member_timeline": {"pk": self.member.pk},
            "teamwork:member_panel": {
                "pk": self.member.pk,
                "name": "activity",
            },
            "members:member_edit": {"pk": self.member.pk},
            "members:member_import_confirm": {"token": "a-token"},
            "members:vehicle_create": {"member_id": self.member.pk},
            "members:vehicle_edit": {"pk": self.vehicle.pk},
            "members:vehicle_end": {"pk": self.vehicle.pk},
            "members:tag_member": {"member_id": self.member.pk},
            "members:untag_member": {
                "member_id": self.member.pk,
                "pk": self.tag.pk,
            },
            "members:identity_add": {"member_id": self.member.pk},
            "members:identity_remove": {
                "member_id": self.member.pk,
                "pk": self.member.identities.earliest("pk").pk,
            },
            "members:detail_set": {"member_id": self.member.pk},
            "members:detail_remove": {
                "member_id": self.member.pk,
                "pk": self.member.contacts.earliest("pk").pk,
            },
            "members:software_set": {"pk": self.vehicle.pk},
            "members:software_remove": {
                "pk": self.vehicle.pk,
                "spell_id": self.vehicle.software.earliest("pk").pk,
            },
            "members:conflict_decide": {
                "pk": self.member.sync_conflicts.earliest("pk").pk,
            },
            "community:circle_members": {"pk": self.circle.pk},
            "community:member_circle_join": {"member_id": self.member.pk},
            "community:member_circle_leave": {
                "member_id": self.member.pk,
                "pk": self.member.circle_memberships.earliest("pk").pk,
            },
            "community:member_file": {"pk": _job_of("preview_member_file")},
            "community:member_file_take": {
                "pk": _job_of("preview_member_file"),
            },
            "community:member_file_result": {
                "pk": _job_of("ingest_member_file"),
            },
            "community:circle_detail": {"pk": self.circle.pk},
            "community:circle_edit": {"pk": self.circle.pk},
            "activity:source_detail": {"pk": self.source.pk},
            "activity:source_edit": {"pk": self.source.pk},
            "activity:silence_decide": {
                "pk": self.source.silences.earliest("pk").pk
            },
            "activity:batch_detail": {"pk": self.batch.pk},
            "activity:batch_errors": {"pk": self.batch.pk},
            "activity:upload_mapping": {"token": "a-token"},
            "activity:upload_template": {"content": "events"},
            "activity:upload_result": {"pk": self.job.pk},
            "activity:mapping_forget": {
                "pk": self.source.column_mappings.earliest("pk").pk,
            },
            "activity:night_detail": {"pk": self.night.pk},
            "api:member-detail": {"pk": self.member.pk},
            "api:source-detail": {"name": self.source.name},
            "api:circle-detail": {"pk": self.circle.pk},
            "api:activity-summary-detail": {"member_id": self.member.pk},
            "lifecycle:policy_detail": {"pk": self.policy.pk},
            "roles:policy_detail": {
                "pk": RolePolicy.objects.get(version=self.policy.version).pk,
            },
            "lifecycle:dispute_create": {"member_id": self.member.pk},
            "lifecycle:dispute_withdraw": {"member_id": self.member.pk},
            "api:dormancy-state-detail": {"member_id": self.member.pk},
            "alerts:issue_detail": {"pk": self.issue.pk},
            "roles:member_works": {
                "member_id": self.member.pk,
                "role_name": "geek",
            },
            "roles:override_create": {"member_id": self.member.pk},
            "roles:welcome_create": {"member_id": self.member.pk},
            "roles:welcome_undo": {
                "pk": self.member.welcomes.earliest("pk").pk,
            },
            "roles:introduction_create": {"member_id": self.member.pk},
            "roles:introduction_undo": {
                "pk": self.member.introductions.earliest("pk").pk,
            },
            "roles:override_withdraw": {"member_id": self.member.pk},
            "roles:role_proposal_answer": {"member_id": self.member.pk},
            "api:role-detail": {"member_id": self.member.pk},
            "alerts:issue_edit": {"pk": self.issue.pk},
            "alerts:issue_change_undo": {
                "pk": self.issue.changes.earliest("pk").pk,
            },
            "alerts:owner_rule_edit": {"pk": _any_rule()},
            "alerts:owner_rule_remove": {"pk": _any_rule()},
            "api:owner-rule-detail": {"pk": _any_rule()},
            "teamwork:desk_undo": {"token": "a-token"},
            "teamwork:team_desk": {"pk": _any_absentee()},
            "teamwork:reassign": {"pk": _any_absentee()},
            "teamwork:reassign_undo": {
                "pk": Reassignment.objects.earliest("pk").pk,
            },
            "teamwork:absence_edit": {"pk": _any_absence()},
            "teamwork:absence_remove": {"pk": _any_absence()},
            "alerts:issue_merge": {"pk": self.issue.pk},
            "alerts:issue_reports": {"pk": self.issue.pk},
            "alerts:correction_undo": {
                "pk": IssueCorrection.objects.of_issue(self.issue.number)
                .get()
                .pk,
            },
            "alerts:lexicon_remove": {"pk": self._word().pk},
            "api:lexicon-entry-detail": {"pk": self._word().pk},
            "alerts:proposal_dismiss": {
                "pk": WordProposal.objects.earliest("pk").pk,
            },
            "alerts:question_take": {
                "pk": self.member.posts.get().question.pk,
            },
            "api:post-detail": {"pk": self.member.posts.earliest("pk").pk},
            "api:alert-detail": {"pk": self.issue.alerts.earliest("pk").pk},
            "api:issue-detail": {"pk": self.issue.pk},
            "alerts:question_detail": {
                "pk": self.member.posts.get().question.pk,
            },
            "api:question-detail": {"pk": self.member.posts.get().question.pk},
            "alerts:question_invite": {
                "pk": self.member.posts.get().question.pk,
            },
            "alerts:question_act_undo": {
                "pk": self.member.posts.get().question.acts.earliest("pk").pk,
            },
            **self._of_suggestion(),
            "insights:segment_detail": {"pk": self.segment.pk},
            "insights:segment_edit": {"pk": self.segment.pk},
            "insights:segment_recount": {"pk": self.segment.pk},
            "insights:segment_archive": {"pk": self.segment.pk},
            "insights:segment_export": {"pk": self.segment.pk, "form": "csv"},
            "api:segment-detail": {"pk": self.segment.pk},
            "insights:webhook_detail": {
                "pk": self.segment.webhooks.earliest("pk").pk
            },
            "insights:webhook_edit": {
                "pk": self.segment.webhooks.earliest("pk").pk
            },
            "insights:webhook_rotate": {
                "pk": self.segment.webhooks.earliest("pk").pk
            },
            "insights:webhook_pause": {
                "pk": self.segment.webhooks.earliest("pk").pk
            },
            "insights:webhook_ping": {
                "pk": self.segment.webhooks.earliest("pk").pk
            },
            "api:webhook-detail": {
                "pk": self.segment.webhooks.earliest("pk").pk,
            },
            "api:webhook-rotate-secret": {
                "pk": self.segment.webhooks.earliest("pk").pk,
            },
            "api:webhook-ping": {
                "pk": self.segment.webhooks.earliest("pk").pk,
            },
            **self._of_dashboards(),
            **self._of_notifications(),
            **self._of_reports(),
            **self._of_messages(),
            **self._of_connection(),
            **self._of_engineering(),
            **self._of_roster(),
            **self._of_knowledge(),
            "api:segment-member-list": {"segment_id": self.segment.pk},
            "api:segment-export": {"segment_id": self.segment.pk},
            "teamwork:interaction_create": {"member_id": self.member.pk},
            "teamwork:nomination_create": {"member_id": self.member.pk},
            "teamwork:brief_add": {"pk": self.member.posts.earliest("pk").pk},
            "teamwork:brief_remove": {
                "pk": self.member.posts.earliest("pk").pk
            },
            "teamwork:promise_keep": {
                "pk": self.member.interactions.earliest("pk").pk
            },
            "teamwork:promise_move": {
                "pk": self.member.interactions.earliest("pk").pk
            },
            "teamwork:nomination_detail": {
                "pk": self.member.nominations.earliest("pk").pk,
            },
            "teamwork:nomination_judge": {
                "pk": self.member.nominations.earliest("pk").pk,
            },
            "teamwork:nomination_decide": {
                "pk": self.member.nominations.earliest("pk").pk,
            },
            "teamwork:nomination_withdraw": {
                "pk": self.member.nominations.earliest("pk").pk,
            },
            "teamwork:handover_detail": {
                "pk": self.member.handovers.get().handover_id,
            },
            "teamwork:bulk_detail": {"pk": self.bulk.pk},
            "teamwork:bulk_undo": {"pk": self.bulk.pk},
            "teamwork:merge_detail": {"pk": self.merge.pk},
            "teamwork:merge_undo": {"pk": self.merge.pk},
            "teamwork:merge_compare": {
                "kept_id": self.member.pk,
                "merged_id": self.merge.merged_id,
            },
            "api:interaction-detail": {
                "pk": self.member.interactions.earliest("pk").pk,
            },
            "api:not-found": {"rest": "v1/nowhere/"},
        }

    def _of_knowledge(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of scripts and the FAQ need."""
        use = self.member.script_uses.earliest("pk")
        script = {"pk": use.version.script_id}
        version = {"pk": use.version_id}
        in_work = {"pk": use.version.script.versions.latest("number").pk}
        entry = FaqEntry.objects.filter(post__author=self.member).earliest(
            "pk",
        )
        faq = {"pk": entry.pk}
        return {
            "knowledge:script_detail": script,
            "knowledge:script_edit": script,
            "knowledge:version_create": script,
            "knowledge:version_edit": in_work,
            "knowledge:version_submit": in_work,
            "knowledge:version_return": in_work,
            "knowledge:version_approve": in_work,
            "knowledge:version_retire": version,
            "knowledge:use_answer": {"pk": use.pk},
            "knowledge:use_answer_undo": {"pk": use.pk},
            "knowledge:faq_create": {"post_id": entry.post_id},
            "knowledge:faq_detail": faq,
            "knowledge:faq_edit": faq,
            "knowledge:faq_consent": faq,
            "knowledge:faq_publish": faq,
            "knowledge:faq_withdraw": faq,
            "teamwork:script_offers": {"member_id": self.member.pk},
            "teamwork:script_preview": {
                "member_id": self.member.pk,
                **version,
            },
            "api:script-detail": script,
            "api:script-fill": script,
            "api:faq-entry-detail": faq,
        }

    def _of_roster(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of the roster, of colleagues and of undo
        need.
        """
        spell = self.member.koc_spells.get()
        change = spell.changes.latest("pk")
        policy = KocPolicy.objects.earliest("pk")
        nomination = self.member.nominations.earliest("pk")
        cooperation = {"pk": self.member.cooperations.earliest("pk").pk}
        return {
            "koc:cooperation_create": {"member_id": self.member.pk},
            "koc:cooperation_end": cooperation,
            "koc:cooperation_cancel": cooperation,
            "api:cooperation-detail": cooperation,
            "teamwork:candidate_nominate": {"pk": self.member.pk},
            "koc:roster_detail": {"pk": spell.pk},
            "koc:roster_renew": {"pk": spell.pk},
            "koc:roster_end": {"pk": spell.pk},
            "koc:roster_undo": {"change_id": change.pk},
            "koc:import_undo": {"batch": change.batch},
            "koc:roster_create": {"member_id": self.member.pk},
            "koc:policy_detail": {"pk": policy.pk},
            "api:koc-status-detail": {"pk": spell.pk},
            "teamwork:colleague_edit": {"pk": spell.began_by_id},
            "teamwork:nomination_reopen": {"pk": nomination.pk},
            "teamwork:nomination_undo": {"pk": nomination.pk},
            "teamwork:judgement_undo": {
                "pk": nomination.judgements.earliest("pk").pk,
            },
            "teamwork:promise_undo": {"token": "a-token"},
            "teamwork:absence_restore": {"token": "a-token"},
            "members:undo": {"token": "a-token"},
            "insights:segment_restore": {"pk": self.segment.pk},
        }

    def _of_dashboards(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of dashboards and annotations need."""
        board = {"pk": Dashboard.objects.earliest("pk").pk}
        note = {"pk": Annotation.objects.earliest("pk").pk}
        return {
            "insights:card": {"name": "active"},
            "api:dashboard-card": {"name": "active"},
            "insights:dashboard_detail": board,
            "insights:dashboard_edit": board,
            "insights:dashboard_remove": board,
            "insights:dashboard_reset": board,
            "insights:dashboard_restore": board,
            "insights:annotation_edit": note,
            "insights:annotation_remove": note,
            "api:annotation-detail": note,
        }

    def _of_accounts(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of accounts need; nobody has the link,
        the session and the passkey that are named.
        """
        acts = ("detail", "link", "disable", "enable", "factor_reset")
        found: dict[str, dict[str, Any]] = {
            f"account_{act}": {"pk": self.view.owner_id}
            for act in (*acts, "sessions_end")
        }
        found["invitation"] = {"token": "nobody"}
        found["invitation_withdraw"] = {"pk": 0}
        found["session_end"] = {"key": "nothing"}
        found["mfa_remove_webauthn"] = {"pk": 0}
        return found

    def _of_notifications(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of notifications need; the notification
        is that of the first account.
        """
        event = DomainEvent.objects.earliest("pk").pk
        own = Notification.objects.earliest("pk").pk
        return {
            "notifications:notification_detail": {"pk": own},
            "notifications:event_detail": {"pk": event},
            "notifications:event_confirm": {"pk": event},
            "notifications:subscriptions": {
                "pk": Channel.objects.earliest("pk").pk,
            },
            "api:notification-detail": {"pk": own},
        }

    def _of_reports(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of the brief need."""
        row = {"pk": BriefSubscription.objects.earliest("pk").pk}
        return {"reports:unsubscribe": row, "reports:resubscribe": row}

    def _of_engineering(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of tickets and twins need."""
        issue = {"pk": self.issue.pk}
        ticket = {"pk": self.issue.tickets.earliest("pk").pk}
        difference = self.issue.differs_from.earliest("pk")
        twin = {**issue, "other_id": difference.other_id}
        return {
            "alerts:issue_sheet": issue,
            "alerts:ticket_open": issue,
            "alerts:public_answer": issue,
            "alerts:ticket_answer": ticket,
            "alerts:ticket_fix": ticket,
            "alerts:issue_twin": twin,
            "alerts:issue_differs": twin,
            "alerts:difference_undo": {"pk": difference.pk},
            "alerts:mute_undo": {"pk": self.issue.changes.earliest("pk").pk},
            "api:ticket-detail": ticket,
            "api:engineering-sheet": {"issue_id": self.issue.pk},
            "members:consent_record": {"member_id": self.member.pk},
            "members:consents": {"member_id": self.member.pk},
            "members:privacy": {"member_id": self.member.pk},
            "members:privacy_export": {"member_id": self.member.pk},
            "members:erase": {"member_id": self.member.pk},
            "members:unmask": {
                "label": "members.member",
                "row_id": self.member.pk,
                "field": "contact_note",
            },
            "api:consent-detail": {
                "pk": self.member.consents.earliest("pk").pk,
            },
            "api:personal-data": {"member_id": self.member.pk},
            "api:erasure": {"member_id": self.member.pk},
        }

    def _of_suggestion(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of suggestions need."""
        pk = self.member.posts.get().suggestion_post.suggestion_id
        acts = ("detail", "edit", "merge", "split", "inform")
        found: dict[str, dict[str, Any]] = {
            f"alerts:suggestion_{act}": {"pk": pk} for act in acts
        }
        found["api:suggestion-detail"] = {"pk": pk}
        change = SuggestionChange.objects.filter(suggestion=pk).earliest("pk")
        found["alerts:suggestion_undo"] = {"pk": change.pk}
        return found

    def _of_messages(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of outgoing messages need."""
        webhook = self.segment.webhooks.earliest("pk")
        messages = OutboxMessage.objects.to(WEBHOOK, webhook.pk)
        pk = messages.earliest("pk").pk
        acts = ("detail", "resend", "mark", "cancel")
        found = {f"integrations:message_{act}": {"pk": pk} for act in acts}
        found["api:outgoing-message-detail"] = {"pk": pk}
        found["insights:webhook_resend"] = {"pk": pk}
        return found

    def _of_connection(self) -> dict[str, dict[str, Any]]:
        """Return what the addresses of connections need; nobody sends to a
        hook of this key.
        """
        pk = self.source.connection.pk
        acts = (
            *("detail", "edit", "test", "run", "pause", "threads", "rotate"),
            "reset",
        )
        found: dict[str, dict[str, Any]] = {
            f"integrations:connection_{act}": {"pk": pk} for act in acts
        }
        channel = Channel.objects.earliest("pk").pk
        for act in ("detail", "edit", "test", "pause"):
            found[f"integrations:channel_{act}"] = {"pk": channel}
        found["api:channel-detail"] = {"pk": channel}
        found["api:channel-test"] = {"channel_id": channel}
        unknown = UUID(int=0)
        found["integrations:hook"] = {"key": unknown}
        found["integrations:hook_below"] = {"key": unknown, "rest": "v1/track"}
        return found


def _job_of(kind: str) -> int:
    """Return the number of the newest job of a kind, 0 if there is none."""
    jobs = JobRun.objects.filter(kind=kind).order_by("-pk")
    return jobs.values_list("pk", flat=True).first() or 0


def make_deliveries(member: Member, text: str, *, owner: Any) -> None:
    """Make what deliveries of members leave: a detail, a conflict, their jobs."""
    member.contacts.create(
        kind="real_name",
        value=text,
        value_index=blind_index(text),
        source="file",
        updated_at=NOW,
    )
    member.sync_conflicts.create(
        field="city",
        value=f"{text}!",
        source=text,
        seen_at=NOW,
    )
    for kind in ("preview_member_file", "ingest_member_file"):
        JobRun.objects.create(
            kind=kind,
            created_at=NOW,
            requested_by=owner,
            arguments={"file_name": text, "path": "nowhere"},
        )


def make_dashboard(text: str, *, owner: Any) -> None:
    """Make a dashboard that everybody sees, and an annotation."""
    Dashboard.objects.create(
        owner=owner,
        name=text[:40],
        is_shared=True,
        cards=["active"],
        created_at=NOW,
    )
    Annotation.objects.create(
        day=NOW.date(),
        text=text[:60],
        city=text[:30],
        created_at=NOW,
    )


def make_rows(text: str, *, number: int, owner: Any) -> Made:
    """One member and all that hangs on him stand, with `text` wherever people write freely."""
    member = Member(
        nickname=text,
        city=text,
        province=text,
        contact_note=text,
        primary_contact=owner,
    )
    member.joined_on = timezone.localdate()
    save_member(member=member, now=NOW)
    member.identities.create(platform=text, external_id=f"{number} {text}")
    tag_members(
        member_ids=[member.pk],
        name=text,
        source=MemberTag.Source.STAFF,
    )
    vehicle = VehicleOwnership(
        member=member,
        model_series=text,
        model_year=2025,
        started_on=date(2025, 1, 2),
    )
    add_vehicle(vehicle=vehicle, software_version=text)
    make_deliveries(member, text, owner=owner)
    named = f"{number} {text}"
    make_dashboard(named, owner=owner)
    subscribe(created_by=owner, query="", now=NOW)
    MemberStages.objects.create(
        member=member,
        came_as_owner=True,
        attention_on=date(2025, 1, 2),
        interest_days=3,
        search_days=-1,
        action_days=-1,
        share_days=5,
    )
    circle = Circle.objects.create(
        name=named,
        kind=Circle.Kind.CLUB,
        city=text,
        model_series=text,
    )
    join_circle(circle=circle, since={member.pk: date(2025, 1, 3)})
    source = EventSource.objects.create(
        name=f"source-{number}",
        label=text,
        platform=text,
        kinds={text: "like"},
    )
    make_connection(source, text, number=number, owner=owner)
    source.column_mappings.create(
        content="events",
        digest="0",
        header=[text],
        columns={"member": text},
        used_at=NOW,
        kept_by=owner,
    )
    source.feeds.create(scope="all", last_event_at=NOW, checked_at=NOW)
    source.silences.create(
        scope="all",
        silent_since=NOW,
        alarm_since=NOW,
        expected=1,
        cause="nothing",
        ended_at=NOW,
        decision="ended",
        decided_at=NOW,
        decided_by=owner,
        reason=text,
    )
    counts = {"received": 1, "rejected": 1}
    channel = IngestBatch.Channel.PAGE
    batch = IngestBatch.objects.create(
        source=source,
        channel=channel,
        file_name=text,
        started_at=NOW,
        sent_by=owner,
        **counts,
    )
    faults = [{"code": "unknown_kind", "column": text, "value": text}]
    batch.rejected_rows.create(
        line=1,
        code="unknown_kind",
        faults=faults,
        raw=f'{{"kind": "{number}"}}',
    )
    night = NightlyRun.objects.create(
        business_date=date(2025, 1, 1) + timedelta(days=number),
        mode=NightlyRun.Mode.FULL,
        state=NightlyRun.State.DONE,
        generation=1_000 + number,
        events_through=0,
        started_at=NOW,
        finished_at=NOW,
    )
    night.shards.create(
        generation=night.generation,
        number=0,
        first_member=member.pk,
        last_member=member.pk,
    )
    job = JobRun.objects.create(
        kind="ingest_file",
        created_at=NOW,
        doing=text,
        requested_by=owner,
    )
    view = SavedView.objects.create(
        owner=owner,
        page="insights:member_list",
        name=named,
        is_shared=True,
    )
    made_issue = make_issue(member, source, text, number=number, owner=owner)
    make_notification(made_issue, number=number, owner=owner)
    make_teamwork_rows(member, text, owner=owner)
    make_koc_rows(member, text, number=number, owner=owner)
    make_knowledge_rows(member, text, number=number, owner=owner)
    make_outreach_rows(member, text, number=number, owner=owner)
    make_campaign_rows(member, text, number=number, owner=owner)
    make_immunity_rows(member, made_issue, text, number=number, owner=owner)
    Suppression.objects.create(
        member=member,
        is_suppressed=True,
        reason="stopped",
        changed_at=NOW,
    )
    make_role_rows(member, text, number=number, owner=owner)
    policy = make_dormancy_rows(member, text, number=number, owner=owner)
    return Made(
        member,
        vehicle,
        member.tags.get(),
        circle,
        source,
        batch,
        night,
        job,
        view,
        policy,
        made_issue,
        make_segment(member, text, number=number, owner=owner),
        make_merge(member, text, owner=owner),
        make_bulk_change(member, text, owner=owner),
    )


def make_notification(issue: Issue, *, number: int, owner: Any) -> None:
    """The owner is notified of an alert, which awaits a confirmation."""
    event = DomainEvent.objects.create(
        kind="alert.raised",
        key=f"alert.raised:{number}",
        subject_type="alerts.issue",
        subject_id=issue.pk,
        occurred_at=NOW,
        handled_at=NOW,
    )
    event.notifications.create(
        user=owner,
        reason="owner",
        subject=str(issue),
        urgency="normal",
        pace="at_once",
        created_at=NOW,
    )
    FollowUp.objects.create(event=event, urgency="normal")


def make_connection(
    source: EventSource,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """A connection stands that failed and has a cursor, a run and a delivery."""
    connection = Connection.objects.create(
        platform="discourse",
        name=f"{number} {text}"[:60],
        source=source,
        base_url=f"https://{text}"[:300],
        options={"username": text},
        secrets_text="{}",
        last_error="wrong_secret",
        last_error_detail=text[:300],
        created_at=NOW,
        created_by=owner,
    )
    make_channel(text, number=number, owner=owner)
    connection.cursors.create(name=text[:40], value={}, updated_at=NOW)
    connection.runs.create(
        channel="pull",
        started_at=NOW,
        finished_at=NOW,
        counts={"received": 1, "reasons": {text: 1}},
        faults=[{"code": text, "where": text, "value": text}],
        error="unreachable",
        error_detail=text[:300],
    )
    connection.deliveries.create(
        key=text[:120],
        kind=text[:60],
        body="{}",
        received_at=NOW,
    )


def make_channel(text: str, *, number: int, owner: Any) -> None:
    """A channel of mail stands to which a message was not sent."""
    channel = Channel.objects.create(
        kind="email",
        name=f"{number} {text}"[:60],
        recipients=[text],
        created_at=NOW,
        created_by=owner,
    )
    message = OutboxMessage.objects.create(
        receiver_type="channel",
        receiver_id=channel.pk,
        uid=f"channel {number}",
        kind="alert.raised",
        body="{}",
        created_at=NOW,
    )
    message.attempts.create(
        attempted_at=NOW,
        fault="refused",
        answer=text[:200],
        milliseconds=1,
    )


def make_words(text: str, *, number: int, owner: Any) -> None:
    """A word of the brand's own and a proposed one stand."""
    LexiconEntry.objects.create(
        facet="components",
        entry=f"own_{number}",
        phrase=f"{number} {text}"[:40],
        label_zh=text[:40],
        label_en=text[:40],
        version=1,
        added_at=NOW,
        added_by=owner,
    )
    WordProposal.objects.create(
        phrase=f"{number} {text}"[:40],
        facet="components",
        entry=f"own_{number}",
        post_count=3,
        lift=2.0,
        post_ids=[1],
        proposed_at=NOW,
    )


def _any_rule() -> int:
    return OwnerRule.objects.earliest("pk").pk


def _any_absence() -> int:
    return StaffAbsence.objects.earliest("pk").pk


def _any_absentee() -> int:
    return StaffAbsence.objects.earliest("pk").user_id


def make_issue(
    member: Member,
    source: EventSource,
    text: str,
    *,
    number: int,
    owner: Any,
) -> Issue:
    """An issue with a report, an alert and a decision stands."""
    post = Post.objects.create(
        source=source,
        external_id=text,
        thread_key=text,
        author=member,
        title=text,
        text=text,
        posted_at=NOW,
    )
    post.reactions.create(member=member, kind="like", reacted_at=NOW)
    issue = Issue.objects.create(
        number=number,
        state="confirmed",
        components=[[text, 1]],
        triggers=[[text, 1]],
        opened_at=NOW,
        alerted_at=NOW,
        last_alerted_at=NOW,
        owner=owner,
        fixed_in=text[:40],
    )
    issue.reports.create(
        post=post,
        posted_at=post.posted_at,
        number=number,
        reasons=[[text, 1.0], [f"{text}|{text}", 2.0]],
    )
    issue.alerts.create(
        cause="first",
        post=post,
        raised_at=NOW,
        reporter_count=3,
        expected=0.4,
    )
    question = Question.objects.create(post=post)
    QuestionCare.objects.create(question=question, escalated_at=NOW)
    question.acts.create(kind="given_back", made_at=NOW, made_by=owner)
    suggestion = Suggestion.objects.create(
        name=text[:80],
        opened_at=post.posted_at,
        owner=owner,
    )
    suggestion.posts.create(
        post=post,
        posted_at=post.posted_at,
        said=text[:80],
    )
    suggestion.changes.create(
        kind="edited",
        from_state="heard",
        to_state="heard",
        changed_at=NOW,
        changed_by=owner,
    )
    make_words(text, number=number, owner=owner)
    IssueCorrection.objects.create(
        source_number=number,
        target_number=number + 1_000,
        after_report=0,
        made_at=NOW,
        made_by=owner,
    )
    OwnerRule.objects.create(name=f"rule {number}", owner=owner)
    StaffAbsence.objects.create(
        user=owner,
        starts_on=NOW.date(),
        ends_on=NOW.date(),
    )
    Reassignment.objects.create(to_user=owner, made_at=NOW)
    issue.changes.create(
        from_state="new",
        to_state="new",
        note=text,
        changed_at=NOW,
        changed_by=owner,
    )
    make_engineering(issue, text, owner=owner)
    member.consents.create(
        purpose="engineering",
        is_given=False,
        note=text[:200],
        recorded_at=NOW,
        recorded_by=owner,
    )
    return issue


def make_engineering(issue: Issue, text: str, *, owner: Any) -> None:
    """A ticket with an answer, a public answer and an issue that differs stand."""
    ticket = issue.tickets.create(
        system=text[:60],
        number=f"{issue.number} {text}"[:60],
        url="https://example.org/",
        opened_at=NOW,
        opened_by=owner,
        fix_note=text[:200],
    )
    ticket.answers.create(
        external_id=text[:120],
        author=text[:60],
        text=text,
        answered_at=NOW,
        via="rest",
        recorded_at=NOW,
        recorded_by=owner,
    )
    issue.public_answers.create(
        kind="known",
        text=text,
        posted_at=NOW,
        posted_by=owner,
    )
    other = Issue.objects.create(number=issue.number + 5_000, opened_at=NOW)
    issue.differs_from.create(
        other=other,
        note=text[:500],
        decided_at=NOW,
        decided_by=owner,
    )


def make_merge(member: Member, text: str, *, owner: Any) -> MemberMerge:
    """A merge that was undone stands."""
    other = Member(nickname=text, primary_contact=owner)
    save_member(member=other, now=NOW)
    times = {
        "merged_at": NOW,
        "merged_by": owner,
        "undone_at": NOW,
        "undone_by": owner,
    }
    return MemberMerge.objects.create(
        kept=member,
        merged=other,
        reason=text[:300],
        **times,
    )


def make_bulk_change(member: Member, text: str, *, owner: Any) -> BulkChange:
    """A bulk change that was refused for the member stands."""
    return BulkChange.objects.create(
        kind="tag",
        subject=text[:200],
        member_ids=[member.pk],
        member_count=1,
        refused={str(member.pk): text},
        parameters={"name": text[:30]},
        made_at=NOW,
        made_by=owner,
    )


def make_role_rows(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """A role spell, a decision of staff, a welcome and an introduction stand."""
    member.welcomes.create(
        how="phone",
        note=text,
        welcomed_at=NOW,
        welcomed_by=owner,
    )
    member.introductions.create(host=member, made_at=NOW, made_by=owner)
    member.role_spells.create(role=0, started_on=NOW.date())
    member.role_suggestion_answers.create(
        role=2,
        answer="ignored",
        strength=47.0,
        quiet_until=NOW.date(),
        answered_at=NOW,
        answered_by=owner,
    )
    member.role_overrides.create(
        role=1,
        holds=True,
        reason=text,
        until=NOW.date() + timedelta(days=90),
        created_at=NOW,
        created_by=owner,
    )


def make_segment(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> Segment:
    """A segment by rule with a member stands, and a webhook that tells of it."""
    rule = {"all": [{"field": "city", "is": [text[:60]]}]}
    segment = Segment.objects.create(
        name=f"{number} {text}"[:60],
        note=text[:300],
        created_at=NOW,
        created_by=owner,
    )
    segment.versions.create(number=1, rule=rule, author=owner, created_at=NOW)
    segment.spells.create(member=member, started_at=NOW, version=1, reason=[0])
    webhook = segment.webhooks.create(
        name=f"{number} {text}"[:60],
        url=f"https://{text}"[:500],
        created_at=NOW,
    )
    message = OutboxMessage.objects.create(
        receiver_type=WEBHOOK,
        receiver_id=webhook.pk,
        uid=f"{number}",
        title=text[:200],
        kind="ping",
        body="{}",
        state=OutboxMessage.State.UNCERTAIN,
        created_at=NOW,
        settled_at=NOW,
    )
    message.attempts.create(
        attempted_at=NOW,
        status=500,
        answer=text[:200],
        fault="refused",
        milliseconds=1,
    )
    return segment


def make_teamwork_rows(member: Member, text: str, *, owner: Any) -> None:
    """A promise that is due, a judged nomination with a work, and a handover to the owner stand."""
    member.interactions.create(
        key=uuid4(),
        staff=owner,
        happened_at=NOW,
        summary=text,
        next_step=text,
        promise=text,
        due_on=NOW.date(),
        promise_owner=owner,
        created_at=NOW,
    )
    nomination = member.nominations.create(
        reason=text,
        proposed_by=owner,
        proposed_at=NOW,
    )
    nomination.works.create(post=member.posts.get())
    scores = {"works_score": 4, "influence_score": 4, "steadiness_score": 4}
    nomination.judgements.create(
        by="planner",
        comment=text,
        judged_by=owner,
        judged_at=NOW,
        **scores,
    )
    handover = Handover.objects.create(
        to_user=owner,
        reason=text[:300],
        proposed_at=NOW,
    )
    handover.rows.create(member=member)


def make_knowledge_rows(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """A script with an approved version that was used and a draft, and a post
    of the member in the FAQ.
    """
    words = text.replace("{", "").replace("}", "")
    script = Script.objects.create(
        scene="welcome",
        title=f"{words[:40]} {number}",
        owner=owner,
        search_words=words,
        created_at=NOW,
        updated_at=NOW,
    )
    until = timezone.localdate() + timedelta(days=100)
    version = script.versions.create(
        number=1,
        text=words,
        state="approved",
        author=owner,
        written_at=NOW,
        approved_at=NOW,
        valid_until=until,
    )
    script.versions.create(
        number=2,
        text=f"{words} 2",
        author=owner,
        written_at=NOW,
    )
    version.changes.create(
        kind="approved",
        reason=words[:300],
        made_by=owner,
        made_at=NOW,
    )
    version.uses.create(
        member=member,
        place="interaction",
        used_by=owner,
        used_at=NOW,
        used_on=NOW.date(),
        valid_until=until,
    )
    FaqEntry.objects.create(
        post=member.posts.earliest("pk"),
        question=words[:120],
        answer=words,
        owner=owner,
        published_at=NOW,
        search_words=words,
        created_at=NOW,
        updated_at=NOW,
    )
    member.consents.create(
        purpose="faq",
        is_given=True,
        note=words[:200],
        recorded_at=NOW,
        recorded_by=owner,
    )


def make_koc_rows(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> None:
    """The member is KOC, whose review is due, of a tier with a promise."""
    tiers = [tier._replace(promised=text)._asdict() for tier in SHIPPED_TIERS]
    KocPolicy.objects.create(
        version=number + 1,
        tiers=tiers,
        note=text[:300],
        created_at=NOW,
        created_by=owner,
    )
    spell = member.koc_spells.create(
        tier="core",
        since=NOW.date(),
        contact=owner,
        review_on=NOW.date(),
        origin="import",
        began_by=owner,
        updated_at=NOW,
    )
    spell.changes.create(
        kind="began",
        reason=text,
        after={"tier": "core", "contact": owner.pk},
        made_by=owner,
        made_at=NOW,
        batch=uuid4(),
    )
    make_owner_rows(member, text, owner=owner)


def make_owner_rows(member: Member, text: str, *, owner: Any) -> None:
    """The member has a score with a reason, helped somebody, and is paid."""
    make_owner_score(member, text)
    member.cooperations.create(
        partner=text[:80],
        started_on=NOW.date(),
        note=text,
        recorded_by=owner,
        recorded_at=NOW,
        batch=uuid4(),
    )


def make_owner_score(member: Member, text: str) -> None:
    example = {"words": text[:40], "post": 1}
    OwnerScore.objects.create(
        member=member,
        score=60,
        against=0,
        posts=3,
        reasons=[
            {"mark": "scene", "points": 60, "posts": 1, "examples": [example]},
        ],
        thankers=1,
        effect=1,
        computed_at=NOW,
    )


def make_dormancy_rows(
    member: Member,
    text: str,
    *,
    number: int,
    owner: Any,
) -> DormancyPolicy:
    """A policy and a dispute of the member's state stand."""
    policy = DormancyPolicy(
        version=number + 1,
        origin=DormancyPolicy.Origin.EDITED,
        scorecard=scorecard_data(shipped_scorecard()),
        thresholds={},
        record={text: text},
        note=text,
        created_at=NOW,
        created_by=owner,
    )
    policy.save()
    RolePolicy.objects.create(
        version=policy.version,
        limits=asdict(Limits()),
        weights={
            feature.name.lower(): weight
            for feature, weight in SHIPPED_WEIGHTS.items()
        },
        note=text,
        created_at=NOW,
        created_by=owner,
    )
    DormancyDispute.objects.create(
        member=member,
        disputed_state=DormancyState.State.COOLING,
        score=0.5,
        policy_version=policy.version,
        reason=text,
        until=date(2100, 1, 1),
        created_at=NOW,
        created_by=owner,
    )
    return policy


def route_names(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Yield the full name of every address; the admin's are one, one without a
    name is told by its route.
    """
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from (
                [ALL_METHODS_OF_ADMIN]
                if inner == "admin:"
                else route_names(one.url_patterns, inner)
            )
        elif isinstance(one, URLPattern):
            yield (
                f"{prefix}{one.name}"
                if one.name
                else f"unnamed: {one.pattern}"
            )


def address_of(name: str, made: Made) -> str:
    return (
        reverse("admin:index")
        if name == ALL_METHODS_OF_ADMIN
        else reverse(name, kwargs=made.kwargs(name))
    )


def judge_api(
    response: HttpResponse,
    method: str,
    *,
    is_allowed: bool,
    methods: tuple[str, ...],
    is_known: bool,
) -> str:
    """Return what is wrong with an answer of the API, nothing if it is as it should be."""
    status = response.status_code
    if is_known and method not in methods:
        allowed = set(response.get("Allow", "").split(", ")) - {
            "HEAD",
            "OPTIONS",
        }
        return (
            ""
            if status == 405 and allowed == set(methods)
            else f"{status} instead of 405 ({allowed})"
        )
    if is_allowed:
        return (
            f"refused with {status}"
            if status in (401, 403, 405) or status >= 500
            else ""
        )
    wanted = 403 if is_known else 401
    return "" if status == wanted else f"{status} instead of {wanted}"


def judge(
    response: HttpResponse,
    *,
    is_allowed: bool,
    has_session: bool,
) -> str:
    """Return what is wrong with the answer of a page, nothing if it is as it should be."""
    status = response.status_code
    doors = (f"{reverse('login')}?next=", f"{reverse('admin:login')}?next=")
    asks_login = status == 302 and response["Location"].startswith(doors)
    if status >= 500:
        return f"{status}"
    if is_allowed:
        return (
            f"refused with {status}"
            if status in (401, 403) or asks_login
            else ""
        )
    refused = status == 403 if has_session else asks_login
    return "" if refused else f"let in with {status}"


class Walk:
    """One walker's tries; each leaves the database and his session as they were."""

    def __init__(
        self,
        walker: Walker,
        made: Made,
        cookies: str,
        token: Any,
    ) -> None:
        self.walker = walker
        self.made = made
        self.cookies = cookies
        self.token = token
        self._headers: dict[tuple[str, ...], dict[str, str]] = {}
        self.clients = {
            strict: Client(
                raise_request_exception=False,
                enforce_csrf_checks=strict,
            )
            for strict in (0, 1)
        }

    def try_all(self) -> dict[tuple[str, str], str]:
        return {
            (name, method): self.attempt(name, method)
            for at, name in enumerate(self.walker.names())
            for method in self._methods_of(at, name)
        }

    def _methods_of(self, at: int, name: str) -> Sequence[str]:
        """Return the methods tried: a page refuses all that write as it refuses
        POST, so that PUT, PATCH and DELETE are tried on every fifth one.
        """
        is_page = not name.startswith("api:")
        if is_page and at % 5 and not TRIES_EVERYTHING:
            return PAGE_METHODS
        return METHODS

    def attempt(self, name: str, method: str) -> str:
        """Return what is wrong with the answer to one request."""
        is_api = name.startswith("api:")
        headers = self._headers_with(scope_of(ACCESS[name], method))
        response = self._ask(
            address_of(name, self.made),
            method,
            headers,
            is_api=is_api,
        )
        is_allowed = self.walker.is_allowed(
            ACCESS[name],
            method,
            is_api=is_api,
        )
        if not is_api:
            return judge(
                response,
                is_allowed=is_allowed,
                has_session=bool(self.cookies),
            )
        return judge_api(
            response,
            method,
            is_allowed=is_allowed,
            methods=API_METHODS.get(name, SAFE_METHODS),
            is_known=bool(self.cookies or headers),
        )

    def _headers_with(self, asked: str) -> dict[str, str]:
        """Return the header of a machine's token; others have none."""
        if self.walker.role != MACHINE:
            return {}
        scopes = self.walker.scopes(asked)
        if scopes not in self._headers:
            self._headers[scopes] = self.token(*scopes)
        return self._headers[scopes]

    def _ask(
        self,
        address: str,
        method: str,
        headers: dict[str, str],
        *,
        is_api: bool,
    ) -> Any:
        client = self.clients[is_api and not self.cookies]
        client.cookies = SimpleCookie(self.cookies)
        body = (
            {"data": "{}", "content_type": "application/json"}
            if is_api and method != "GET"
            else {}
        )
        with transaction.atomic():
            response = getattr(client, method.lower())(
                address,
                headers=headers,
                **body,
            )
            if response.streaming:
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        return response


def fill() -> Made:
    """Write one row of everything."""
    return make_rows("车友", number=1, owner=make_accounts()[ADMIN])


made = rows_of_module(fill)


@pytest.fixture
def accounts(made: Made, db: None) -> dict[str, Any]:
    """The accounts among these rows, by role."""
    return accounts_by_role()


@pytest.fixture
def walk(made: Made, as_role: Any, token: Any) -> Any:
    """Return a function that readies a walker."""

    def ready(walker: Walker) -> Walk:
        cookies = (
            as_role(walker.role).cookies.output(header="", sep=";")
            if walker.role in STAFF
            else ""
        )
        return Walk(walker, made, cookies, token)

    return ready


def test_table_and_addresses_know_each_other() -> None:
    names = list(route_names())

    assert sorted(set(names)) == sorted(ACCESS)
    assert len(names) == len(set(names)), "two addresses share a name"


def test_an_address_without_row_is_seen() -> None:
    extra = [
        path("door/", lambda request: None, name="door"),
        path("hole/", lambda request: None),
    ]

    assert set(route_names(extra)) - set(ACCESS) == {"door", "unnamed: hole/"}


@pytest.mark.django_db
@pytest.mark.parametrize("walker", WALKERS, ids=lambda walker: walker.name)
def test_every_door_answers_as_the_table_says(
    walk: Any,
    walker: Walker,
) -> None:
    tried = walk(walker).try_all()
    wrong = [
        f"{method} {name}: {what}"
        for (name, method), what in tried.items()
        if what
    ]

    assert not wrong, "\n".join(["", *wrong])
    assert {name for name, _method in tried} == set(walker.names())
    assert len(tried) >= len(walker.names()) * len(PAGE_METHODS)


def test_the_walk_covers_all_combinations() -> None:
    """Nobody, each role, a machine without, with every, with only the right and
    with only wrong scopes; the table may grow, not shrink.
    """
    assert len(WALKERS) == 1 + len(STAFF) + 4 == 10
    api = [name for name in ACCESS if name.startswith("api:")]
    tries = (3 + len(STAFF)) * len(ACCESS) + 2 * len(api)
    assert sum(len(walker.names()) for walker in WALKERS) == tries
    assert tries * len(METHODS) >= 6_900


def test_table_and_methods_of_the_api_agree() -> None:
    api = {
        name: row for name, row in ACCESS.items() if name.startswith("api:")
    }
    assert set(API_METHODS) <= set(api)
    for name, row in api.items():
        methods = API_METHODS.get(name, SAFE_METHODS)
        assert bool(row.read) is ("GET" in methods), name
        assert bool(row.write) is bool(set(methods) - set(SAFE_METHODS)), name
