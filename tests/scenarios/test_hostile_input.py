"""P5 to P8: nothing that can be sent makes the server fail, and the API refuses in problems."""

import gzip
import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import Invitation
from activity.models import ActivityEvent, IngestBatch
from alerts.models import (
    Issue,
    IssueCorrection,
    LexiconEntry,
    OwnerRule,
    Suggestion,
    WordProposal,
)
from campaigns.models import Campaign
from common.api.problems import PROBLEM, status_of
from common.errors import DomainError
from common.files import workbooks
from common.jobs.queue import run_job
from common.models import (
    DomainEvent,
    JobRun,
    OutboxMessage,
    SavedView,
    StaffAbsence,
)
from common.security.access import ACCESS, ADMIN
from common.ui.pages.lists import ListPage
from community.models import Circle, Post, Question
from immunity.models import CaseOmission, Claim
from insights.models import (
    Annotation,
    Dashboard,
    Segment,
    WebhookEndpoint,
)
from integrations.models import Channel, Connection
from knowledge.models import ScriptUse
from knowledge.services.approval import approve_version, submit_version
from knowledge.services.faq import create_entry
from knowledge.services.scripts import create_script
from koc.models import OwnerScore
from koc.services.cooperations import Agreement, record_cooperation
from koc.services.roster import Terms, begin_koc
from kocops.nightly import run_nightly
from lifecycle.rules.states import Thresholds
from members.models import Member, MemberTag, VehicleOwnership
from members.selectors.member_files import read_table
from notifications.forms import field_name
from notifications.labels import KIND_LABELS
from outreach.models import (
    Consultation,
    HolidayYear,
    MemberChannel,
    Opportunity,
    OutreachMessage,
)
from outreach.services.graduations import Sign, open_graduation
from reports.services.subscriptions import subscribe
from roles.rules.contributions import SHIPPED_WEIGHTS
from roles.rules.limits import Limits
from teamwork.models import (
    BulkChange,
    Handover,
    Interaction,
    Judgement,
    MemberMerge,
    Nomination,
    Reassignment,
)
from tests.accounts_of_roles import make_accounts
from tests.communities import accounts_by_role, rows_of_module
from tests.conftest import NOW
from tests.extent import part_of
from tests.factories.activity import EventSourceFactory
from tests.factories.campaigns import make_campaign, make_review
from tests.factories.immunity import make_case
from tests.factories.members import MemberFactory

NUMBERS = (
    "0",
    "-1",
    "１２",
    "²",
    "NaN",
    "sNaN",
    "-Infinity",
    "1e400",
    "1e-400",
    "1e999999999",
    "9" * 400,
    "9" * 4400,
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
)
DATES = (
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-05-01T00:00:00+16:00",
    "2026-05-01T00:00:00-16:00",
    "2026-05-01T00:00:00+23:59",
)
STRANGE = (
    "\u202egnp.exe",
    "\u200b\u2060",
    "\u3164",
    "\u0301" * 50,
    "👨\u200d👩\u200d👧",
    "\ufffe\x85\u2028",
    "\x01\x1b[31m",
    "a\r\nSet-Cookie: a=b",
    "'; DROP TABLE members_member; --",
    "%' OR \"1\"='1",
    "%s %(a)s {0} {{ 7*7 }} \\x00",
    "<script>alert(1)</script>",
    "//evil.example",
    "--nickname",
    "primary_contact__password",
)
TEXTS = ("", " ", "null", "[]", "[" * 3000, *NUMBERS, *DATES, *STRANGE)
RAW = ("%00", "a%00b", "%zz%FF%FE%", "%ED%A0%80", "a&{}=b")


# The rows and their form, without the frame of the page.
LIST_ONLY = {"HX-Request": "true"}
VALUES = (*(quote(text) for text in TEXTS), *RAW)


# Each value is tried in every fourth place, each place with every fourth value.
ONE_IN = 4


def in_query(*names: str, turn: int) -> Iterator[str]:
    """Yield query strings that give parameters hostile values: in the long run
    every value, else those whose turn it is.
    """
    for value in part_of(VALUES, one_in=ONE_IN, start=turn):
        yield "&".join(f"{name}={value.replace('{}', name)}" for name in names)
    yield "&".join(names)
    yield "&".join(f"{name}[]=1" for name in names)


class Attacker:
    """Sends requests, each undone afterwards, and keeps those that were answered wrongly."""

    def __init__(
        self,
        client: Client,
        headers: dict[str, str] | None = None,
    ) -> None:
        client.raise_request_exception = False
        self.client, self.headers = client, headers or {}
        self.wrong: list[tuple[Any, ...]] = []
        self.sent = 0
        self._cookies = deepcopy(client.cookies)

    def send(
        self,
        method: str,
        address: str,
        data: Any = b"",
        **how: Any,
    ) -> Any:
        headers = {**self.headers, **how.pop("headers", {})}
        with transaction.atomic():
            answer = self.client.generic(
                method,
                address,
                data,
                headers=headers,
                **how,
            )
            transaction.set_rollback(True)
        return self._judged(answer, method, address, data[:100], how)

    def post(
        self,
        address: str,
        fields: dict[str, Any],
        *,
        changed: str = "",
    ) -> Any:
        with transaction.atomic():
            answer = self.client.post(address, fields)
            transaction.set_rollback(True)
        return self._judged(
            answer,
            "POST",
            address,
            changed,
            str(fields.get(changed))[:60],
        )

    def _judged(
        self,
        answer: Any,
        method: str,
        address: str,
        *told: Any,
    ) -> Any:
        self.client.cookies = deepcopy(self._cookies)
        self.sent += 1
        if answer.status_code >= 500:
            error = (getattr(answer, "exc_info", None) or [None, None])[1]
            self.wrong.append(
                (
                    answer.status_code,
                    repr(error)[:200],
                    method,
                    address[:120],
                    *told,
                ),
            )
        elif (
            address.startswith("/api/")
            and answer.status_code >= 400
            and not is_problem(answer, method)
        ):
            self.wrong.append(
                (
                    answer.status_code,
                    answer.headers.get("Content-Type"),
                    method,
                    address[:120],
                    *told,
                ),
            )
        return answer


def is_problem(answer: Any, method: str) -> bool:
    if answer.headers.get("Content-Type") != PROBLEM:
        return False
    if method == "HEAD":
        return True
    body = json.loads(answer.content)
    return (
        body["status"] == answer.status_code
        and bool(body["title"])
        and bool(body["detail"])
    )


def every_route(
    patterns: Any,
    path: str,
    space: str,
) -> Iterator[tuple[str, str, Any]]:
    """Yield view name, path and class or function of every address but the
    admin's (test_hostile_admin.py).
    """
    for each in patterns:
        inner = f"{path}{each.pattern}"
        if isinstance(each, URLResolver):
            name = f"{space}{each.namespace}:" if each.namespace else space
            yield from every_route(each.url_patterns, inner, name)
        elif not space.startswith("admin:"):
            callback = each.callback
            yield (
                f"{space}{each.name}",
                inner,
                getattr(
                    callback,
                    "view_class",
                    getattr(callback, "cls", callback),
                ),
            )


ROUTES = {
    name: (path, view)
    for name, path, view in every_route(get_resolver().url_patterns, "/", "")
}
LISTS = {
    name: view
    for name, (_path, view) in ROUTES.items()
    if isinstance(view, type) and issubclass(view, ListPage)
}
API = {
    name: view
    for name, (_path, view) in ROUTES.items()
    if name.startswith("api:") and name.endswith("-list")
}
POSTS = {
    name
    for name in ROUTES
    if ACCESS[name].write and not name.startswith("api:")
}


def fill_rows() -> dict[str, Any]:
    """Write one row of everything that addresses speak of; return them by name."""
    accounts = make_accounts()
    member = MemberFactory()
    source = EventSourceFactory()
    weeks = [NOW - timedelta(days=7 * week + 1) for week in range(12)]
    ActivityEvent.objects.bulk_create(
        [
            ActivityEvent(
                source=source,
                external_id=str(at),
                member=member,
                kind=1,
                occurred_at=at,
            )
            for at in weeks
        ],
    )
    run_nightly(business_date=weeks[0].date(), clock=lambda: NOW)
    vehicle = VehicleOwnership.objects.create(
        member=member,
        model_series="海豹",
        started_on=NOW.date(),
    )
    source = EventSourceFactory()
    post = Post.objects.create(
        source=source,
        external_id="p",
        thread_key="p",
        author=member,
        text="吗",
        posted_at=NOW,
    )
    question = Question.objects.create(post=post)
    suggestion = Suggestion.objects.create(name="n", opened_at=NOW)
    issue = Issue.objects.create(number=1, opened_at=NOW)
    return {
        "member": member,
        "unmasked": SimpleNamespace(
            label="members.member",
            field="contact_note",
        ),
        "vehicle": vehicle,
        "invitation": Invitation.objects.create(
            name="n",
            role="planner",
            digest="0",
            invited_at=NOW,
            expires_at=NOW + timedelta(days=7),
        ),
        "passkey": Authenticator.objects.create(
            user=accounts["lead"],
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "n", "credential": {}},
        ),
        "tag": MemberTag.objects.create(
            member=member,
            name="露营",
            source="staff",
        ),
        "circle": Circle.objects.create(name="上海", kind="chapter"),
        "source": source,
        "job": JobRun.objects.create(kind="x", created_at=NOW),
        "mapping": source.column_mappings.create(
            content="events",
            digest="0",
            used_at=NOW,
        ),
        "view": SavedView.objects.create(
            owner=accounts[ADMIN],
            page="x",
            name="x",
        ),
        "user": accounts[ADMIN],
        "issue": issue,
        "change": issue.changes.create(
            kind="name",
            from_state="new",
            to_state="new",
            changed_at=NOW,
            changed_by=accounts[ADMIN],
        ),
        "correction": IssueCorrection.objects.create(
            source_number=1,
            target_number=2,
            after_report=0,
            made_at=NOW,
        ),
        **engineering_rows(),
        "question": question,
        "act": question.acts.create(kind="given_back", made_at=NOW),
        "suggestion": suggestion,
        "merged": suggestion.changes.create(
            kind="edited",
            from_state="heard",
            to_state="heard",
            changed_at=NOW,
        ),
        "other_suggestion": Suggestion.objects.create(name="o", opened_at=NOW),
        "other_entry": suggestion.posts.create(
            post=Post.objects.create(
                source=post.source,
                external_id="second",
                author=post.author,
                posted_at=NOW,
                thread_key="second",
                text="n",
            ),
            posted_at=NOW,
            said="n",
        ),
        "entry": suggestion.posts.create(post=post, posted_at=NOW, said="n"),
        "rule": OwnerRule.objects.create(name="r", owner=accounts[ADMIN]),
        "subscription": subscribe(
            created_by=accounts[ADMIN], query="", now=timezone.now()
        ),
        "dashboard": Dashboard.objects.create(
            owner=accounts[ADMIN],
            name="d",
            created_at=NOW,
        ),
        "annotation": Annotation.objects.create(
            day=NOW.date(),
            text="a",
            created_at=NOW,
        ),
        "absence": StaffAbsence.objects.create(
            user=accounts[ADMIN],
            starts_on=NOW.date(),
            ends_on=NOW.date(),
        ),
        "word": LexiconEntry.objects.create(
            facet="components",
            entry="own_1",
            phrase="xy",
            version=1,
            added_at=NOW,
        ),
        "proposal": WordProposal.objects.create(
            phrase="xy",
            post_count=3,
            lift=1.0,
            proposed_at=NOW,
        ),
        "post": post,
        "segment": make_segment(),
        **webhook_rows(),
        **delivery_rows(member, vehicle, source, accounts[ADMIN]),
        "twin": MemberFactory(),
        "bulk": BulkChange.objects.create(
            kind="tag",
            parameters={"name": "t"},
            member_count=1,
            made_at=NOW,
        ),
        "merge": MemberMerge.objects.create(
            kept=member,
            merged=MemberFactory(),
            reason="r",
            merged_at=NOW,
        ),
        "welcome": member.welcomes.create(how="phone", welcomed_at=NOW),
        "introduction": member.introductions.create(
            host=MemberFactory(),
            made_at=NOW,
        ),
        **teamwork_rows(member, accounts),
        **koc_rows(),
        **knowledge_rows(member, source, accounts),
    }


rows = rows_of_module(fill_rows)


@pytest.fixture
def accounts(rows: dict[str, Any], db: None) -> dict[str, Any]:
    """The accounts among these rows, by role."""
    return accounts_by_role()


def knowledge_rows(
    member: Any, source: Any, accounts: dict[str, Any]
) -> dict[str, Any]:
    """A script with a draft, one that waits, one that may be used, and an
    entry of the FAQ.
    """
    author, approver = accounts["planner"], accounts["lead"]
    draft = create_script(
        title="x", text="t", scene="welcome", now=NOW, user=author
    ).versions.get()
    waits = create_script(
        title="y", text="t", scene="welcome", now=NOW, user=author
    ).versions.get()
    submit_version(version_id=waits.pk, now=NOW, user=author)
    usable = create_script(
        title="z", text="t", scene="welcome", now=NOW, user=author
    ).versions.get()
    submit_version(version_id=usable.pk, now=NOW, user=author)
    approve_version(
        version_id=usable.pk,
        valid_until=timezone.localdate() + timedelta(days=100),
        now=timezone.now(),
        user=approver,
    )
    answer = Post.objects.create(
        source=source,
        external_id="faq",
        thread_key="faq",
        author=member,
        text="t",
        posted_at=NOW,
    )
    quoted = Post.objects.create(
        source=source,
        external_id="faq-2",
        thread_key="faq-2",
        author=member,
        text="t",
        posted_at=NOW,
    )
    return {
        "script": draft.script,
        "finished_script": usable.script,
        "draft": draft,
        "submitted": waits,
        "approved": usable,
        "answer": answer,
        "script_use": ScriptUse.objects.create(
            version=usable,
            member=member,
            place="interaction",
            used_at=NOW,
            used_on=NOW.date(),
            valid_until=NOW.date(),
        ),
        "faq": create_entry(
            post=quoted, question="q", answer="a", now=NOW, user=author
        ),
        **outreach_rows(member, usable, approver),
        **campaign_rows(member, quoted, approver),
        **immunity_rows(member, source, approver),
    }


def koc_rows() -> dict[str, Any]:
    """A KOC, whose status began with an import."""
    change = begin_koc(
        member=MemberFactory(),
        terms=Terms("core"),
        origin="import",
        reason="n",
        now=NOW,
        user=None,
        batch=uuid4(),
    )
    cooperation, _is_new = record_cooperation(
        member=MemberFactory(),
        agreement=Agreement("n", date(2026, 1, 1)),
        is_confirmed=True,
        now=NOW,
        user=None,
    )
    owner = OwnerScore.objects.create(
        member=MemberFactory(),
        score=60,
        against=0,
        posts=3,
        reasons=[{"mark": "scene", "points": 60, "posts": 1, "examples": []}],
        computed_at=NOW,
    )
    return {
        "koc": change.spell,
        "koc_change": change,
        "cooperation": cooperation,
        "owner_score": owner,
    }


def outreach_rows(member: Any, version: Any, user: Any) -> dict[str, Any]:
    """An opportunity before its draw, a message in each state, a stop, and a
    graduation.
    """
    graduation = open_graduation(
        member_id=member.pk,
        sign=Sign("said", quote="n"),
        owner=user,
        now=timezone.now(),
        user=user,
    )
    other = Member.objects.create(nickname="o", created_at=NOW, updated_at=NOW)
    opportunity = Opportunity.objects.create(
        title="n",
        kind="event",
        tags=["n"],
        ends_on="2100-01-01",
        script=version.script,
        created_at=NOW,
    )
    question = Consultation.objects.create(
        question="n", asked_at=NOW, due_on="2100-01-01"
    )
    found = {
        "graduation": graduation,
        "graduation_step": graduation.steps.earliest("pk"),
        "unmet": other,
        "opportunity": opportunity,
        "stop": member.contact_stops.create(reason="n", made_at=NOW),
        "holidays": HolidayYear.objects.create(year=2031, entered_at=NOW),
        "member_channel": MemberChannel.objects.create(
            way="email", name="n", created_at=NOW
        ),
        "honour": member.honours.create(
            kind="owner",
            given_on=NOW.date(),
            is_adviser=True,
            graduation=graduation,
        ),
        "consultation": question,
        "advisor_answer": question.answers.create(member=member),
    }
    for state in ("draft", "submitted", "approved", "sent"):
        found[f"{state}_message"] = OutreachMessage.objects.create(
            member=member,
            addressee=member.pk,
            purpose="opportunity",
            way="wecom",
            text="n",
            state=state,
            written_at=NOW,
            approved_at=NOW,
            claimed_at=NOW,
        )
    return found


def campaign_rows(member: Any, post: Any, user: Any) -> dict[str, Any]:
    """A planned campaign, a call that runs, and an open review."""
    running = make_campaign("n", number=1, owner=user)
    planned = Campaign.objects.create(
        title="n",
        kind="contest",
        goal="n",
        starts_on=SOON,
        ends_on=SOON,
        created_at=NOW,
    )
    review = make_review(running, "n", owner=user)
    return {
        "planned_campaign": planned,
        "running_campaign": running,
        "campaign_node": running.nodes.create(what="n", due_on=SOON),
        "campaign_cost": running.costs.create(
            what="n", kind="gift", amount=1, spent_on=SOON, entered_at=NOW
        ),
        "campaign_work": running.works.create(
            post=post, via="page", linked_at=NOW
        ),
        "participant": running.participants.create(
            member=member, signed_up_on=SOON, via="page", entered_at=NOW
        ),
        "call_finding": running.findings.create(
            member=member, text="n", found_on=SOON, entered_at=NOW
        ),
        "open_review": review,
        "review_finding": review.findings.get(),
        "review_decision": review.decisions.get(),
    }


def immunity_rows(member: Any, source: Any, user: Any) -> dict[str, Any]:
    """A claim in two states with a post and evidence, a case file with a check,
    and closed crises.
    """
    made = [
        Claim.objects.create(text="n", state=state, opened_at=NOW)
        for state in ("suggested", "confirmed")
    ]
    posts = [
        Post.objects.create(
            source=source,
            external_id=f"claim-{number}",
            thread_key=f"claim-{number}",
            author=member,
            text="t",
            posted_at=NOW,
        )
        for number in range(3)
    ]
    crises = [
        Issue.objects.create(
            number=800 + number,
            state="closed",
            opened_at=NOW,
            alerted_at=NOW,
        )
        for number in range(3)
    ]
    case = make_case(crises[0], "n")
    return {
        "suggested_claim": made[0],
        "claim": made[1],
        "claim_change": made[1].changes.create(
            from_state="suggested",
            to_state="confirmed",
            before={"state": "suggested"},
            changed_at=NOW,
        ),
        "claim_post": made[1].posts.create(
            post=posts[0], stance="spreading", said="t", posted_at=NOW
        ),
        "shown_post": posts[1],
        "evidence": made[1].evidence.create(post=posts[2], linked_at=NOW),
        "case": case,
        "check": case.checks.create(question="n", due_on=NOW.date()),
        "done_check": case.checks.create(
            question="n", due_on=NOW.date(), outcome="holds", done_at=NOW
        ),
        "crisis": crises[1],
        "omission": CaseOmission.objects.create(
            issue=crises[2], reason="n", omitted_at=NOW
        ),
    }


def engineering_rows() -> dict[str, Any]:
    """A ticket, two issues that differ, and a decision about one."""
    issue = Issue.objects.create(number=3, state="confirmed", opened_at=NOW)
    other = Issue.objects.create(number=4, opened_at=NOW)
    return {
        "other_issue": other,
        "told_issue": issue,
        "ticket": issue.tickets.create(
            system="s", number="7", opened_at=NOW, fixed_in="1"
        ),
        "difference": issue.differs_from.create(other=other, decided_at=NOW),
        "change": issue.changes.create(
            from_state="new", to_state="muted", changed_at=NOW
        ),
    }


def webhook_rows() -> dict[str, Any]:
    webhook = WebhookEndpoint.objects.create(
        name="crm",
        url="https://example.com",
        secret="x",
        created_at=NOW,
    )
    return {
        "webhook": webhook,
        "message": OutboxMessage.objects.create(
            receiver_type="webhook",
            receiver_id=webhook.pk,
            uid="m",
            kind="ping",
            body="{}",
            state="uncertain",
            created_at=NOW,
            settled_at=NOW,
        ),
        "event": DomainEvent.objects.create(
            kind="alert.raised",
            key="e",
            subject_type="alerts.issue",
            subject_id=1,
            occurred_at=NOW,
        ),
    }


def delivery_rows(
    member: Any,
    vehicle: Any,
    source: Any,
    owner: Any,
) -> dict[str, Any]:
    """What deliveries of members and connections leave behind."""
    circle = Circle.objects.create(name="北京", kind="chapter")
    return {
        "identity": member.identities.create(platform="p", external_id="1"),
        "detail": member.contacts.create(
            kind="real_name",
            value="n",
            value_index="n",
            source="staff",
            updated_at=NOW,
        ),
        "software": vehicle.software.create(
            version="1.0",
            started_on=NOW.date(),
        ),
        "conflict": member.sync_conflicts.create(
            field="city",
            value="c",
            source="s",
            seen_at=NOW,
        ),
        "membership": circle.memberships.create(
            member=member,
            started_on=NOW.date(),
        ),
        "preview": JobRun.objects.create(
            kind="preview_member_file",
            created_at=NOW,
            requested_by=owner,
            arguments={"file_name": "f", "path": "nowhere"},
        ),
        "silence": source.silences.create(
            scope="all",
            silent_since=NOW,
            alarm_since=NOW,
            expected=1,
            cause="nothing",
        ),
        "channel": Channel.objects.create(
            kind="email",
            name="邮件",
            created_at=NOW,
        ),
        "connection": Connection.objects.create(
            platform="segment",
            name="app",
            source=source,
            secrets_text="{}",
            created_at=NOW,
        ),
    }


def make_segment() -> Segment:
    segment = Segment.objects.create(name="s", created_at=NOW)
    segment.versions.create(number=1, rule=json.loads(RULE), created_at=NOW)
    return segment


def teamwork_rows(member: Any, accounts: dict[str, Any]) -> dict[str, Any]:
    """A promise, a handover to the attacker and a nomination of somebody else."""
    said = {
        "summary": "n",
        "promise": "p",
        "due_on": NOW.date(),
        "happened_at": NOW,
        "created_at": NOW,
    }
    other = MemberFactory()
    handover = Handover.objects.create(
        to_user=accounts[ADMIN],
        reason="n",
        proposed_at=NOW,
    )
    handover.rows.create(member=other)
    return {
        "interaction": Interaction.objects.create(
            key=uuid4(),
            member=member,
            promise_owner=accounts[ADMIN],
            **said,
        ),
        "handover": handover,
        "nomination": Nomination.objects.create(
            member=other,
            reason="n",
            proposed_at=NOW,
        ),
        "judgement": Judgement.objects.create(
            nomination=Nomination.objects.create(
                member=MemberFactory(),
                reason="n",
                proposed_at=NOW,
            ),
            by=Judgement.By.PLANNER,
            works_score=3,
            influence_score=3,
            steadiness_score=3,
            comment="n",
            judged_at=NOW,
        ),
        "colleague": accounts[ADMIN],
        "reassignment": Reassignment.objects.create(made_at=NOW),
    }


@pytest.fixture
def attacker(
    as_role: Any,
    rows: dict[str, Any],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Attacker]:
    # They are read anew after each write, and say nothing of what was sent.
    monkeypatch.setattr("kocops.context.waiting_for", lambda *_args: {})
    made = Attacker(as_role(ADMIN))
    yield made
    assert "\n".join(str(each) for each in made.wrong) == ""


def test_every_list_and_form_is_attacked() -> None:
    assert len(LISTS) >= 5
    assert len(API) >= 4
    assert set(FORMS) == POSTS


@pytest.mark.parametrize("name", LISTS)
def test_no_list_page_fails(attacker: Attacker, name: str) -> None:
    address = reverse(name)
    turn = [*LISTS].index(name)
    filters = LISTS[name].filterset_class.base_filters
    for query in in_query(*filters, turn=turn):
        attacker.send("GET", f"{address}?{query}", headers=LIST_ONLY)
    attacker.send("GET", f"{address}?{query}")
    columns = LISTS[name].table_class.base_columns
    for column in part_of(columns, one_in=ONE_IN, start=turn):
        for sort in (column, f"-{column}", f"--{column}"):
            exported = attacker.send(
                "GET",
                f"{address}?sort={sort}&columns={column}&export=csv",
            )
            assert b"".join(exported.streaming_content)
    attacker.send(
        "GET",
        f"{address}?export=xlsx&q=%EF%BC%9D&columns=x,x&sort=",
    )


@pytest.mark.parametrize("name", LISTS)
def test_no_single_filter_of_a_list_page_fails(
    rows: dict[str, Any],
    name: str,
) -> None:
    page = LISTS[name]()
    page.request = RequestFactory().get("/")
    page.request.user = rows["user"]
    for turn, field in enumerate(page.filterset_class.base_filters):
        for query in in_query(field, turn=turn):
            filterset = page.filterset_class(
                QueryDict(query.replace("%00", "")),
                queryset=page.get_queryset(),
            )
            if filterset.is_valid():
                assert len(filterset.qs[:10]) <= 10
                assert len(filterset.active_filters()) <= 1
            else:
                assert filterset.errors


def test_no_page_size_sort_or_column_of_a_list_fails(
    attacker: Attacker,
) -> None:
    for turn, field in enumerate(
        ("page", "per_page", "sort", "columns", "export"),
    ):
        for query in in_query(field, turn=turn):
            attacker.send(
                "GET",
                f"{reverse('activity:source_list')}?{query}",
                headers=LIST_ONLY,
            )


@pytest.mark.parametrize("name", API)
def test_no_parameter_of_the_api_fails(
    attacker: Attacker,
    rows: dict[str, Any],
    name: str,
) -> None:
    fields = [
        *getattr(
            getattr(API[name], "filterset_class", None),
            "base_filters",
            (),
        ),
        "after",
        "limit",
    ]
    of_segment = (
        [rows["segment"].pk] if name == "api:segment-member-list" else []
    )
    fields += ["changed_since"] if of_segment else []
    address = reverse(name, args=of_segment)
    if name == "api:community-week-list":
        fields += ["format", "ordering", "search", "page"]
    for turn, field in enumerate(fields, start=[*API].index(name)):
        for query in in_query(field, turn=turn):
            attacker.send("GET", f"{address}?{query}")


@pytest.mark.parametrize("anonymous", [True, False])
def test_no_path_fails(attacker: Attacker, anonymous: bool) -> None:
    if anonymous:
        attacker = Attacker(Client())
    big = ("9" * 18, str(2**31), str(2**63), "9" * 19, "9" * 4400)
    numbers = ("0", "-1", *big, "１", "%00", "%FF", "%ED%A0%80", "x", "")
    addresses: set[str] = set()
    for path, _view in ROUTES.values():
        plain = re.sub(r"[\^$]|\\Z", "", path).replace("\\.", ".")
        addresses |= {
            re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", number, plain)
            for number in numbers
        }
    for address in part_of(sorted(addresses), one_in=3):
        attacker.send("GET", address)
        attacker.send("POST", address, b"\x00", content_type="text/plain")
    for raw in RAW:
        attacker.send("GET", f"/members/{raw}/")
        attacker.send("GET", f"/api/v1/{raw}/")
    assert "\n".join(str(each) for each in attacker.wrong) == ""


RULE = '{"all": [{"field": "city", "is": ["上海"]}]}'
SOON = str(timezone.localdate() + timedelta(days=9))
CAMPAIGN_FORM = {
    "title": "n",
    "kind": "contest",
    "lead": "@user",
    "goal": "n",
    "place": "n",
    "starts_on": SOON,
    "ends_on": SOON,
    "segment": "",
    "measure": "works",
    "target": "10",
    "method": "draw",
    "control_percent": "20",
    "comparison": "",
    "topics": "n",
    "places": "5",
    "opportunity": "",
}
REVIEW_FORM = {
    "title": "n",
    "campaign": "",
    "since": "2026-05-01",
    "until": "2026-05-20",
    "held_on": SOON,
    "lead": "@user",
    "present": "n",
}
FORMS: dict[str, Any] = {
    "login": ("", {"login": "admin", "password": "x", "next": "/"}),
    "account_login": ("", {"login": "admin", "password": "x", "next": "/"}),
    "account_logout": ("", {}),
    "account_reauthenticate": ("", {"password": "x", "next": "/"}),
    "account_detail": (
        "user",
        {"name": "n", "email": "a@example.org", "role": "admin"},
    ),
    "account_link": ("user", {}),
    "account_disable": ("user", {}),
    "account_enable": ("user", {}),
    "account_factor_reset": ("user", {}),
    "account_sessions_end": ("user", {}),
    "accounts": (
        "",
        {"name": "n", "email": "", "role": "planner"},
    ),
    "invitation": ("token", {"username": "n", "password": "x"}),
    "invitation_withdraw": ("invitation", {}),
    "own_password": ("", {"password": "x"}),
    "session_end": ("token", {"x": "y"}),
    "mfa_authenticate": ("", {"code": "123456"}),
    "mfa_reauthenticate": ("", {"code": "123456"}),
    "mfa_reauthenticate_webauthn": ("", {"credential": "{}"}),
    "mfa_activate_totp": ("", {"code": "123456"}),
    "mfa_deactivate_totp": ("", {}),
    "mfa_generate_recovery_codes": ("", {}),
    "mfa_add_webauthn": ("", {"name": "n", "credential": "{}"}),
    "mfa_remove_webauthn": ("passkey", {}),
    "logout": ("", {"next": "/"}),
    "first_account": (
        "",
        {"first_name": "n", "username": "n1", "password": "x"},
    ),
    "password_set": ("token token", {"new_password1": "x"}),
    "set_language": ("", {"language": "en", "next": "/"}),
    "preferences": ("", {"time_zone": "UTC", "next": "/"}),
    "save_view": (
        "",
        {
            "name": "n",
            "page": "insights:member_list",
            "query": "a=b",
            "is_shared": "1",
            "next": "/",
        },
    ),
    "delete_view": ("view", {"next": "/"}),
    "save_columns": (
        "",
        {"columns": "nickname", "page": "insights:member_list", "next": "/"},
    ),
    "cancel_job": ("job", {"next": "/"}),
    "insights:member_list": (
        "",
        {
            "act": "tag",
            "ids": "1",
            "confirmed": "1",
            "name": "n",
            "primary_contact": "1",
            "everything": "1",
        },
    ),
    "members:member_create": (
        "",
        {
            "nickname": "n",
            "kind": "person",
            "owner_status": "owner",
            "joined_on": "2020-01-01",
            "province": "p",
            "city": "c",
            "primary_contact": "",
            "backup_contact": "",
            "contact_note": "n",
        },
    ),
    "members:member_edit": (
        "member",
        {"nickname": "n", "kind": "person", "owner_status": "owner"},
    ),
    "members:member_import": ("", {"file": "x"}),
    "members:member_import_confirm": ("token", {}),
    "members:vehicle_create": (
        "member",
        {
            "model_series": "s",
            "model_year": "2020",
            "vin": "LXL00000000000042",
            "started_on": "2020-01-01",
            "software_version": "1",
        },
    ),
    "members:vehicle_edit": (
        "vehicle",
        {
            "model_series": "海豹",
            "model_year": "2025",
            "vin": "",
            "started_on": "2025-01-02",
        },
    ),
    "members:vehicle_end": (
        "vehicle",
        {"ended_on": "2026-06-01", "end_reason": "sold"},
    ),
    "members:identity_add": ("member", {"platform": "p", "external_id": "e"}),
    "members:identity_remove": ("member identity", {"x": "y"}),
    "members:detail_set": (
        "member",
        {"kind": "phone", "value": "13812345678"},
    ),
    "members:detail_remove": ("member detail", {"x": "y"}),
    "members:software_set": (
        "vehicle",
        {"version": "2.0", "started_on": "2026-05-01"},
    ),
    "members:software_remove": ("vehicle software", {"x": "y"}),
    "members:conflict_decide": ("conflict", {"decision": "take"}),
    "members:tag_member": ("member", {"name": "n", "source": "staff"}),
    "members:untag_member": ("member tag", {}),
    "community:circle_list": ("", {"act": "x", "ids": "1", "everything": "1"}),
    "community:circle_create": (
        "",
        {"name": "n", "kind": "club", "city": "c", "model_series": "m"},
    ),
    "community:circle_edit": (
        "circle",
        {"name": "n", "kind": "club", "city": "c", "model_series": "m"},
    ),
    "community:circle_members": (
        "circle",
        {"members": "@member", "act": "join", "since": "2026-05-01"},
    ),
    "community:member_circle_join": (
        "member",
        {"circle": "@circle", "since": "2026-05-01"},
    ),
    "community:member_circle_leave": ("member membership", {"x": "y"}),
    "community:member_upload": (
        "",
        {"file": "x", "source": "1", "label": "l", "makes_circles": "1"},
    ),
    "community:member_file_take": ("preview", {"take": "2:city"}),
    "integrations:channel_create": (
        "",
        {
            "name": "n",
            "address": "https://oapi.dingtalk.com/robot/send?access_token=x",
            "secret": "SECx",
        },
    ),
    "integrations:channel_edit": (
        "channel",
        {"name": "n", "recipients": "a@example.org"},
    ),
    "integrations:channel_pause": ("channel", {"x": "y"}),
    "integrations:channel_test": ("channel", {"x": "y"}),
    "integrations:message_list": (
        "",
        {"act": "arrived", "ids": "@message", "confirmed": "1"},
    ),
    "integrations:message_cancel": ("message", {"x": "y"}),
    "integrations:message_mark": ("message", {"x": "y"}),
    "integrations:message_resend": ("message", {"x": "y"}),
    "integrations:connection_create": ("", {"name": "n"}),
    "integrations:connection_edit": ("connection", {"name": "n"}),
    "integrations:connection_pause": ("connection", {"x": "y"}),
    "integrations:connection_reset": ("connection", {"confirm": "yes"}),
    "integrations:connection_rotate": ("connection", {"x": "y"}),
    "integrations:connection_run": ("connection", {"x": "y"}),
    "integrations:connection_test": ("connection", {"x": "y"}),
    "integrations:connection_threads": ("connection", {"threads": "chat"}),
    "integrations:hook": ("connection.key", {"type": "track"}),
    "integrations:hook_below": ("connection.key token", {"type": "track"}),
    "activity:silence_decide": (
        "silence",
        {"decision": "ended", "reason": "r"},
    ),
    "activity:source_create": (
        "",
        {
            "name": "n",
            "label": "l",
            "platform": "p",
            "time_zone": "UTC",
            "unknown_members": "create",
            "columns": "member = user",
            "kinds": "a = login",
        },
    ),
    "activity:source_edit": (
        "source",
        {
            "label": "l",
            "platform": "p",
            "time_zone": "UTC",
            "unknown_members": "create",
            "columns": "",
            "kinds": "",
        },
    ),
    "activity:upload": (
        "",
        {"source": "1", "file": "x", "label": "l", "time_zone": "UTC"},
    ),
    "activity:mapping_forget": ("mapping", {"x": "y"}),
    "activity:upload_mapping": ("token", {"member": "member"}),
    "activity:run_nightly": ("", {"x": "y"}),
    "lifecycle:policy_create": (
        "",
        {**asdict(Thresholds()), "note": "n", "confirmed": "1"},
    ),
    "roles:policy_create": (
        "",
        {
            **asdict(Limits()),
            **{
                f"weight_{feature.name.lower()}": weight
                for feature, weight in SHIPPED_WEIGHTS.items()
            },
            "note": "n",
            "confirmed": "1",
        },
    ),
    "lifecycle:refit_policy": ("", {"x": "y"}),
    "lifecycle:backtest_policy": ("", {"x": "y"}),
    "lifecycle:dispute_create": (
        "member",
        {
            "reason": "n",
            "until": str(timezone.localdate() + timedelta(days=9)),
        },
    ),
    "lifecycle:dispute_withdraw": ("member", {"x": "y"}),
    "reports:target_form": ("", {"active": "9", "cooling": "1.5"}),
    "reports:subscribe": ("", {"x": "y"}),
    "reports:subscribe_channel": ("", {"channel": "@channel"}),
    "reports:unsubscribe": ("subscription", {"x": "y"}),
    "reports:resubscribe": ("subscription", {"x": "y"}),
    "reports:funnel_policy": (
        "",
        {"like": "share", "note": "n", "based_on": "1", "confirmed": "x"},
    ),
    "insights:dashboard_create": (
        "",
        {"name": "n", "is_shared": "on", "cards": ["active"], "query": "q"},
    ),
    "insights:dashboard_edit": (
        "dashboard",
        {"name": "n", "cards": ["active"], "query": "q"},
    ),
    "insights:dashboard_remove": ("dashboard", {"x": "y"}),
    "insights:dashboard_reset": ("dashboard", {"x": "y"}),
    "insights:dashboard_restore": ("dashboard", {"x": "y"}),
    "insights:annotation_create": (
        "",
        {
            "day": SOON,
            "kind": "ota",
            "text": "n",
            "city": "n",
            "model_series": "n",
        },
    ),
    "insights:annotation_edit": (
        "annotation",
        {"day": SOON, "kind": "ota", "text": "n"},
    ),
    "insights:annotation_remove": ("annotation", {"x": "y"}),
    "insights:annotation_restore": ("", {"x": "y"}),
    "insights:segment_create": ("", {"name": "n", "note": "n", "rule": RULE}),
    "insights:segment_edit": (
        "segment",
        {"name": "n", "note": "n", "rule": RULE},
    ),
    "roles:role_proposal_answer": (
        "member",
        {"role": "0", "answer": "ignored"},
    ),
    "teamwork:bulk_undo": ("bulk", {"x": "y"}),
    "teamwork:merge_suggestions": ("", {"kept": "@member", "merged": "@twin"}),
    "teamwork:merge_compare": (
        "member twin",
        {"act": "merge", "reason": "r", "take": "city"},
    ),
    "teamwork:merge_undo": ("merge", {"x": "y"}),
    "insights:webhook_create": (
        "",
        {"name": "n", "url": "https://example.com", "segments": "@segment"},
    ),
    "insights:webhook_edit": (
        "webhook",
        {"name": "n", "url": "https://example.com", "segments": "@segment"},
    ),
    "insights:webhook_rotate": ("webhook", {"x": "y"}),
    "notifications:notification_list": (
        "",
        {"act": "read", "ids": "1", "confirmed": "1"},
    ),
    "notifications:read_all": ("", {"x": "y"}),
    "notifications:event_confirm": ("event", {"x": "y"}),
    "notifications:preferences": (
        "",
        {
            "by_email": "on",
            "quiet_from": "22:00",
            "quiet_until": "08:00",
            "digest_hour": "9",
            **dict.fromkeys(map(field_name, KIND_LABELS), "at_once"),
        },
    ),
    "notifications:team": (
        "",
        {"critical_hours": "2", "normal_hours": "24"},
    ),
    "notifications:subscriptions": (
        "channel",
        {"kind-alert-raised": "normal", "mentions_all": "on"},
    ),
    "insights:webhook_pause": ("webhook", {"x": "y"}),
    "insights:webhook_ping": ("webhook", {"x": "y"}),
    "insights:webhook_resend": ("message", {"x": "y"}),
    "insights:segment_preview": ("", {"rule": RULE, "segment": "1"}),
    "insights:segment_recount": ("segment", {"x": "y"}),
    "insights:segment_archive": ("segment", {"x": "y"}),
    "teamwork:desk_act": (
        "",
        {
            "kind": "cooling",
            "number": "1",
            "act": "snooze",
            "until": "hour",
            "day": "2026-06-01",
            "reason": "n",
        },
    ),
    "teamwork:desk_undo": ("token", {"x": "y"}),
    "teamwork:reassign": (
        "colleague",
        {"items": "promise:1", "colleague": "@colleague"},
    ),
    "teamwork:reassign_undo": ("reassignment", {"x": "y"}),
    "teamwork:interaction_create": (
        "member",
        {
            "key": "5f0f7a3c-8a5e-4f2b-9a52-0c7a3e1d9b11",
            "summary": "n",
            "channel": "phone",
            "mood": "1",
            "promise": "p",
            "due_on": SOON,
            "next_step": "n",
            "happened_at": "2026-01-01T10:00",
        },
    ),
    "teamwork:promise_keep": ("interaction", {"outcome": "n", "back": "/"}),
    "teamwork:promise_move": ("interaction", {"due_on": SOON, "back": "/"}),
    "teamwork:nomination_create": (
        "member",
        {"reason": "n", "works": "@post"},
    ),
    "teamwork:nomination_judge": (
        "nomination",
        {
            "works_score": "1",
            "influence_score": "2",
            "steadiness_score": "3",
            "comment": "n",
        },
    ),
    "teamwork:nomination_decide": (
        "nomination",
        {
            "accept": "1",
            "reason": "n",
            "koc-tier": "core",
            "koc-contact": "@user",
            "koc-review_on": SOON,
        },
    ),
    "teamwork:nomination_withdraw": ("nomination", {"x": "y"}),
    "teamwork:nomination_reopen": ("nomination", {"x": "y"}),
    "teamwork:nomination_undo": ("nomination", {"x": "y"}),
    "teamwork:judgement_undo": ("judgement", {"x": "y"}),
    "teamwork:brief_add": ("post", {"x": "y"}),
    "teamwork:brief_remove": ("post", {"x": "y"}),
    "teamwork:promise_undo": ("token", {"x": "y"}),
    "teamwork:absence_restore": ("token", {"x": "y"}),
    "teamwork:colleague_edit": ("user", {"name": "n"}),
    "tokens": (
        "",
        {
            "account": "crm",
            "scopes": "posts:read",
            "days": "90",
            "requests_per_minute": "60",
        },
    ),
    "token_end": ("token", {"x": "y"}),
    "teamwork:own_name": ("", {"name": "n"}),
    "members:undo": ("token", {"x": "y"}),
    "insights:segment_restore": ("segment", {"x": "y"}),
    "knowledge:script_create": (
        "",
        {
            "scene": "welcome",
            "title": "n",
            "title_en": "n",
            "audience": "owner",
            "role": "geek",
            "for_state": "active",
            "owner": "@user",
            "text": "n",
        },
    ),
    "knowledge:script_edit": (
        "script",
        {
            "scene": "welcome",
            "title": "n",
            "title_en": "n",
            "audience": "",
            "role": "",
            "for_state": "",
            "owner": "",
        },
    ),
    "knowledge:script_starter": ("", {"x": "y"}),
    "knowledge:script_import": ("", {"file": "x"}),
    "knowledge:version_create": ("finished_script", {"x": "y"}),
    "knowledge:version_edit": ("draft", {"text": "n"}),
    "knowledge:version_submit": ("draft", {"x": "y"}),
    "knowledge:version_return": ("submitted", {"reason": "n"}),
    "knowledge:version_approve": ("submitted", {"valid_until": SOON}),
    "knowledge:version_retire": ("approved", {"reason": "n"}),
    "knowledge:use_answer": ("script_use", {"x": "y"}),
    "knowledge:use_answer_undo": ("script_use", {"x": "y"}),
    "knowledge:faq_create": ("answer", {"question": "n", "answer": "n"}),
    "knowledge:faq_edit": (
        "faq",
        {"question": "n", "answer": "n", "owner": "@user"},
    ),
    "knowledge:faq_consent": ("faq", {"is_given": "yes", "note": "n"}),
    "knowledge:faq_publish": ("faq", {"x": "y"}),
    "knowledge:faq_withdraw": ("faq", {"x": "y"}),
    "koc:roster_create": (
        "member",
        {
            "tier": "core",
            "contact": "@user",
            "review_on": SOON,
            "since": "2026-01-01",
            "reason": "n",
        },
    ),
    "koc:roster_renew": (
        "koc",
        {"tier": "rising", "contact": "", "review_on": SOON, "reason": "n"},
    ),
    "koc:roster_end": (
        "koc",
        {"end_reason": "left", "note": "n", "thanks": "n"},
    ),
    "koc:cooperation_create": (
        "member",
        {
            "partner": "n",
            "started_on": "2026-01-01",
            "ended_on": "2026-02-01",
            "note": "n",
            "is_confirmed": "on",
        },
    ),
    "koc:cooperation_end": ("cooperation", {"ended_on": SOON}),
    "koc:cooperation_cancel": ("cooperation", {"x": "y"}),
    "teamwork:candidate_nominate": ("owner_score", {"x": "y"}),
    "koc:roster_undo": ("koc_change", {"x": "y"}),
    "koc:roster_import": ("", {"file": "x"}),
    "koc:import_undo": ("koc_change.batch", {"x": "y"}),
    "koc:policy_create": (
        "",
        {
            "core_name": "n",
            "core_name_en": "n",
            "core_review_days": "30",
            "core_promised": "n",
            "pay_ends": "on",
            "note": "n",
            "based_on": "1",
            "confirmed": "x",
        },
    ),
    "immunity:claim_create": (
        "",
        {
            "text": "雨天充电会漏电",
            "subject": "n",
            "link": "https://example.org/",
            "model_series": "n",
            "scene_words": "雨/雨天",
        },
    ),
    "immunity:claim_edit": ("claim", {"text": "雨天充电会漏电"}),
    "immunity:claim_decide": (
        "suggested_claim",
        {"to_state": "not_rumour", "note": "n", "answer": "n"},
    ),
    "immunity:claim_undo": ("claim_change", {"x": "y"}),
    "immunity:claim_invite": (
        "claim",
        {"members": "1", "route": "hand:wecom"},
    ),
    "immunity:wording_add": ("claim", {"text": "雨天充电会起火"}),
    "immunity:evidence_link": ("claim", {"post": "1", "note": "n"}),
    "immunity:evidence_unlink": ("evidence", {"x": "y"}),
    "immunity:stance_set": ("claim_post", {"stance": "asking"}),
    "immunity:policy_create": (
        "",
        {
            "suggest_authors": "3",
            "spreading_authors": "8",
            "window_days": "7",
            "note": "n",
            "based_on": "1",
            "confirmed": "x",
        },
    ),
    "immunity:case_create": (
        "crisis",
        {
            "cause": "n",
            "scope": "n",
            "what_was_done": "n",
            "reaction": "n",
            "what_helped": "n",
            "question_1": "n",
            "due_on_1": SOON,
        },
    ),
    "immunity:case_edit": (
        "case",
        {
            "cause": "n",
            "scope": "n",
            "what_was_done": "n",
            "reaction": "n",
            "what_helped": "n",
        },
    ),
    "immunity:case_omit": ("crisis", {"reason": "n"}),
    "immunity:check_add": ("case", {"question": "n", "due_on": SOON}),
    "immunity:check_done": ("check", {"outcome": "unclear", "finding": "n"}),
    "immunity:check_undo": ("done_check", {"x": "y"}),
    "immunity:omission_agree": ("omission", {"x": "y"}),
    "immunity:omission_undo": ("omission", {"x": "y"}),
    "outreach:policy_create": (
        "",
        {
            "dormant_most": "1",
            "dormant_days": "90",
            "other_most": "4",
            "other_days": "30",
            "quiet_from": "21:00",
            "quiet_until": "09:00",
            "quota_wecom_most": "4",
            "quota_wecom_days": "30",
            "purpose_routine": "keeps_hours",
            "note": "n",
            "based_on": "1",
            "confirmed": "x",
        },
    ),
    "outreach:holiday_create": ("", {"year": "2032", "days": "01-01 n"}),
    "outreach:holiday_edit": (
        "holidays",
        {"year": "2031", "days": "01-01 n"},
    ),
    "outreach:channel_list": (
        "",
        {"act": "resume", "ids": "1", "confirmed": "1"},
    ),
    "outreach:channel_create": (
        "",
        {"way": "email", "name": "m", "address": "", "platform": "n"},
    ),
    "outreach:channel_edit": (
        "member_channel",
        {"way": "email", "name": "m", "address": "", "platform": "n"},
    ),
    "outreach:stop_list": ("", {"act": "end", "ids": "1", "confirmed": "1"}),
    "outreach:stop_create": ("unmet", {"reason": "n", "until": SOON}),
    "outreach:stop_end": ("stop", {"x": "y"}),
    "outreach:stop_undo": ("stop", {"x": "y"}),
    "outreach:opportunity_create": (
        "",
        {
            "title": "n",
            "kind": "event",
            "audience": "anyone",
            "tags": "n",
            "model_series": "n",
            "cities": "n",
            "place": "n",
            "happens_on": "",
            "ends_on": SOON,
            "script": "@finished_script",
            "held_out_percent": "20",
            "outcome_days": "28",
        },
    ),
    "outreach:opportunity_edit": (
        "opportunity",
        {
            "title": "n",
            "kind": "event",
            "audience": "anyone",
            "tags": "n",
            "ends_on": SOON,
            "script": "@finished_script",
            "held_out_percent": "20",
            "outcome_days": "28",
        },
    ),
    "outreach:opportunity_draw": ("opportunity", {"x": "y"}),
    "outreach:match_list": (
        "",
        {"act": "write", "ids": "1", "confirmed": "1", "route": "hand:wecom"},
    ),
    "outreach:message_list": (
        "",
        {"act": "submit", "ids": "1", "confirmed": "1"},
    ),
    "outreach:message_edit": ("draft_message", {"text": "m"}),
    "outreach:message_submit": ("draft_message", {"x": "y"}),
    "outreach:message_approve": ("submitted_message", {"x": "y"}),
    "outreach:message_return": ("submitted_message", {"note": "n"}),
    "outreach:message_cancel": ("approved_message", {"note": "n"}),
    "outreach:message_take": ("approved_message", {"x": "y"}),
    "outreach:message_sent": ("approved_message", {"x": "y"}),
    "outreach:message_not_sent": ("sent_message", {"x": "y"}),
    "outreach:message_answer": (
        "sent_message",
        {
            "key": "0a4f7b1e-3c52-4d0f-9a86-5d1f0b7c2e11",
            "summary": "n",
            "mood": "1",
        },
    ),
    "outreach:graduation_create": (
        "unmet",
        {"quote": "n", "owner": "@user"},
    ),
    "outreach:graduation_end": (
        "graduation",
        {"ending": "stayed", "note": "n"},
    ),
    "outreach:graduation_undo": ("graduation", {"x": "y"}),
    "outreach:honour_give": ("graduation", {"kind": "friend"}),
    "outreach:honour_roles": ("honour", {"is_adviser": "on"}),
    "outreach:step_done": ("graduation_step", {"evidence": "n"}),
    "outreach:step_skip": ("graduation_step", {"x": "y"}),
    "outreach:step_undo": ("graduation_step", {"x": "y"}),
    "outreach:consultation_create": ("", {"question": "n", "due_on": SOON}),
    "outreach:consultation_outcome": ("consultation", {"outcome": "n"}),
    "outreach:advisor_answer": ("advisor_answer", {"answer": "n"}),
    "campaigns:campaign_create": ("", CAMPAIGN_FORM),
    "campaigns:campaign_edit": ("planned_campaign", CAMPAIGN_FORM),
    "campaigns:campaign_start": ("planned_campaign", {"x": "y"}),
    "campaigns:campaign_end": ("running_campaign", {"x": "y"}),
    "campaigns:campaign_cancel": ("planned_campaign", {"note": "n"}),
    "campaigns:campaign_undo": ("running_campaign", {"x": "y"}),
    "campaigns:campaign_report": ("running_campaign", {"lessons": "n"}),
    "campaigns:node_create": (
        "planned_campaign",
        {"what": "n", "owner": "@user", "due_on": SOON},
    ),
    "campaigns:node_edit": (
        "campaign_node",
        {"what": "n", "owner": "@user", "due_on": SOON},
    ),
    "campaigns:node_done": ("campaign_node", {"evidence": "n"}),
    "campaigns:node_undo": ("campaign_node", {"x": "y"}),
    "campaigns:participant_list": (
        "",
        {"act": "came", "ids": "1", "confirmed": "1"},
    ),
    "campaigns:participant_create": (
        "running_campaign",
        {
            "identity": "1",
            "signed_up_on": "2026-05-20",
            "attended_on": "",
            "cancelled_on": "",
            "note": "n",
        },
    ),
    "campaigns:participant_tick": ("participant", {"came": "1"}),
    "campaigns:participant_remove": ("participant", {"x": "y"}),
    "campaigns:participant_import": ("", {"rows": "n", "campaign": "1"}),
    "campaigns:work_link": ("running_campaign", {"post": "1"}),
    "campaigns:work_find": ("running_campaign", {"x": "y"}),
    "campaigns:work_remove": ("campaign_work", {"x": "y"}),
    "campaigns:work_restore": ("campaign_work", {"x": "y"}),
    "campaigns:cost_create": (
        "running_campaign",
        {"what": "n", "kind": "gift", "amount": "1.5", "spent_on": SOON},
    ),
    "campaigns:cost_remove": ("campaign_cost", {"x": "y"}),
    "campaigns:calendar_address": ("", {"act": "end"}),
    "campaigns:call_finding_create": (
        "running_campaign",
        {"identity": "1", "text": "n", "found_on": "2026-05-20"},
    ),
    "campaigns:call_finding_remove": ("call_finding", {"x": "y"}),
    "campaigns:finding_link": ("call_finding", {"to": "issue", "number": "1"}),
    "campaigns:review_create": ("", REVIEW_FORM),
    "campaigns:review_edit": ("open_review", REVIEW_FORM),
    "campaigns:review_close": ("open_review", {"x": "y"}),
    "campaigns:review_finding_create": ("open_review", {"text": "n"}),
    "campaigns:review_finding_remove": ("review_finding", {"x": "y"}),
    "campaigns:decision_create": (
        "open_review",
        {
            "what": "n",
            "expected": "n",
            "measure": "n",
            "owner": "@user",
            "check_on": SOON,
        },
    ),
    "campaigns:decision_remove": ("review_decision", {"x": "y"}),
    "campaigns:decision_read": (
        "review_decision",
        {"reading": "worked", "note": "n"},
    ),
    "campaigns:decision_unread": ("review_decision", {"x": "y"}),
    "teamwork:contact_list": (
        "",
        {
            "act": "handover",
            "ids": "@member",
            "confirmed": "1",
            "to_user": "@user",
            "reason": "n",
        },
    ),
    "teamwork:handover_detail": ("handover", {"act": "refuse", "reason": "n"}),
    "alerts:issue_merge": ("issue", {"other": "1"}),
    "roles:override_create": (
        "member",
        {"role": "1", "holds": "0", "reason": "n", "until": SOON},
    ),
    "roles:override_withdraw": ("member", {"x": "y"}),
    "roles:welcome_create": ("member", {"how": "phone", "note": "n"}),
    "roles:welcome_undo": ("welcome", {"x": "y"}),
    "roles:introduction_create": ("member", {"host_id": "@twin"}),
    "roles:introduction_undo": ("introduction", {"x": "y"}),
    "alerts:issue_reports": (
        "issue",
        {"reports": "1", "act": "move", "to_number": "2"},
    ),
    "alerts:correction_undo": ("correction", {"x": "y"}),
    "alerts:ticket_open": (
        "told_issue",
        {
            "system": "s",
            "number": "8",
            "url": "https://example.com/8",
            "owner": "@user",
            "due_on": SOON,
            "note": "n",
        },
    ),
    "alerts:ticket_answer": (
        "ticket",
        {
            "text": "n",
            "author": "n",
            "state": "fixed",
            "number": "9",
            "fixed_in": "1",
            "fix_note": "n",
            "fixed_on": SOON,
        },
    ),
    "alerts:ticket_fix": ("ticket", {"x": "y"}),
    "alerts:public_answer": (
        "told_issue",
        {"kind": "known", "text": "n", "url": "https://example.com/1"},
    ),
    "alerts:issue_differs": ("issue other_issue", {"x": "y"}),
    "alerts:difference_undo": ("difference", {"x": "y"}),
    "alerts:mute_undo": ("change", {"x": "y"}),
    "members:consent_record": (
        "member",
        {"purpose": "engineering", "is_given": "true", "note": "n"},
    ),
    "members:consent_import": ("", {"file": "x"}),
    "members:erase": ("member", {"reason": "n"}),
    "members:unmask": (
        "unmasked.label member unmasked.field",
        {"reason": "n"},
    ),
    "alerts:issue_edit": (
        "issue",
        {"name": "n", "severity": "low", "owner": "@user", "reason": "n"},
    ),
    "alerts:issue_change_undo": ("change", {"x": "y"}),
    "alerts:owner_rule_create": (
        "",
        {
            "name": "n",
            "component": "key",
            "model_series": "m",
            "circle": "@circle",
            "severity": "low",
            "owner": "@user",
            "position": "1",
        },
    ),
    "alerts:owner_rule_edit": (
        "rule",
        {"name": "n", "owner": "@user", "position": "1"},
    ),
    "alerts:owner_rule_remove": ("rule", {"x": "y"}),
    "teamwork:absence_create": (
        "",
        {"user": "@user", "starts_on": SOON, "ends_on": SOON},
    ),
    "teamwork:absence_edit": (
        "absence",
        {"user": "@user", "starts_on": SOON, "ends_on": SOON},
    ),
    "teamwork:absence_remove": ("absence", {"x": "y"}),
    "alerts:question_take": ("question", {"x": "y"}),
    "alerts:question_list": (
        "",
        {"act": "close", "ids": "1", "confirmed": "1", "note": "n"},
    ),
    "alerts:question_detail": (
        "question",
        {"kind": "elsewhere", "note": "n", "link": "https://example.com/"},
    ),
    "alerts:question_invite": (
        "question",
        {"member_id": "@twin", "channel": "n", "text": "n"},
    ),
    "alerts:question_act_undo": ("act", {"x": "y"}),
    "alerts:suggestion_detail": (
        "suggestion",
        {
            "from_state": "heard",
            "to_state": "shipped",
            "answer": "n",
            "note": "n",
        },
    ),
    "alerts:suggestion_edit": (
        "suggestion",
        {"name": "n", "owner": "@user", "promised_days": "7"},
    ),
    "alerts:suggestion_merge": ("suggestion", {"other": "@other_suggestion"}),
    "alerts:suggestion_undo": ("merged", {"x": "y"}),
    "alerts:suggestion_split": ("suggestion", {"posts": "@entry"}),
    "alerts:suggestion_inform": ("suggestion", {"posts": "@entry"}),
    "alerts:lexicon_create": (
        "",
        {
            "phrase": "xyz",
            "place": "components:",
            "label_zh": "n",
            "label_en": "n",
            "confirmed": "n",
        },
    ),
    "alerts:lexicon_remove": ("word", {"x": "y"}),
    "alerts:lexicon_upload": ("", {"words": "n"}),
    "alerts:proposal_dismiss": ("proposal", {"x": "y"}),
    "alerts:notice_list": (
        "",
        {"act": "told", "ids": "1", "confirmed": "1", "note": "n"},
    ),
    "alerts:issue_detail": (
        "issue",
        {
            "to_state": "muted",
            "note": "n",
            "owner": "",
            "due_on": SOON,
            "fixed_in": "1",
            "muted_until_reporters": "3",
        },
    ),
}
QUERIES = {
    "integrations:channel_create": "?kind=dingtalk",
    "integrations:connection_create": "?platform=segment",
}
ANSWERS = {
    "account_disable": 409,
    "account_link": 200,
    "account_reauthenticate": 302,
    "accounts": 200,
    "invitation": 410,
    "own_password": 422,
    "session_end": 404,
    "mfa_reauthenticate": 302,
    "mfa_reauthenticate_webauthn": 302,
    "mfa_activate_totp": 200,
    "mfa_deactivate_totp": 404,
    "mfa_generate_recovery_codes": 200,
    "mfa_remove_webauthn": 404,
    "mfa_add_webauthn": 200,
    "tokens": 200,
    "token_end": 404,
    "first_account": 422,
    "password_set": 200,
    "activity:upload": 422,
    "community:member_upload": 422,
    "integrations:connection_create": 200,
    "integrations:connection_rotate": 200,
    "integrations:hook": 400,
    "integrations:hook_below": 400,
    "knowledge:script_import": 422,
    "koc:policy_create": 200,
    "reports:funnel_policy": 200,
    "outreach:policy_create": 200,
    "immunity:policy_create": 200,
    "koc:roster_import": 422,
    "campaigns:participant_import": 302,
    "campaigns:campaign_report": 409,
    "campaigns:calendar_address": 200,
    "members:member_import": 422,
    "members:consent_import": 422,
    "members:unmask": 200,
    "members:undo": 404,
    "teamwork:absence_restore": 404,
    "teamwork:promise_undo": 404,
    "insights:segment_preview": 200,
    "insights:webhook_create": 200,
    "insights:webhook_rotate": 200,
    "alerts:lexicon_create": 200,
    "lifecycle:policy_create": 200,
    "roles:policy_create": 200,
}
NOT_TEXT = ("a\x00b", b"\xff\xfe", b"\xed\xa0\x80")
# What may pass a field and reach the database; everything else is tried on all fields at once.
MAY_PASS = (
    *NOT_TEXT,
    *STRANGE[:6],
    STRANGE[8],
    "-1",
    str(2**63),
    "0001-01-01",
    "9999-12-31",
    "a = b\nc",
    "车" * 2000,
)


def address_of(name: str, rows: dict[str, Any]) -> str:
    parts = []
    for part in FORMS[name][0].split():
        row, _dot, column = part.partition(".")
        found = "abc" if row == "token" else getattr(rows[row], column or "pk")
        parts.append(found)
    return reverse(name, args=parts) + QUERIES.get(name, "")


@pytest.mark.parametrize("name", sorted(POSTS))
def test_no_field_of_a_form_fails(
    attacker: Attacker,
    rows: dict[str, Any],
    name: str,
) -> None:
    address = address_of(name, rows)
    fields = {
        field: str(rows[value[1:]].pk) if str(value)[:1] == "@" else value
        for field, value in FORMS[name][1].items()
    }
    # A form that refuses its plain fields would keep the hostile ones from the database.
    assert attacker.post(address, fields).status_code == ANSWERS.get(name, 302)
    turn = sorted(POSTS).index(name)
    values = (*TEXTS, *NOT_TEXT, "x" * 20_000, ["1", "2"]) if fields else ()
    for value in part_of(values, one_in=ONE_IN, start=turn):
        attacker.post(
            address,
            dict.fromkeys(fields, value),
            changed=next(iter(fields), ""),
        )
    attacker.post(
        address,
        {**fields, **dict.fromkeys([*fields][:1], "x" * 1_000_000)},
        changed="1 MB",
    )
    for number, field in enumerate(fields, start=turn):
        for value in part_of(MAY_PASS, one_in=ONE_IN, start=number):
            attacker.post(address, {**fields, field: value}, changed=field)
        attacker.post(
            address,
            {each: value for each, value in fields.items() if each != field},
        )
        attacker.post(
            address,
            {**fields, field: SimpleUploadedFile("\u202e\x00.csv", b"\x00")},
        )
    for body in (b"", b"%00=%00", b"\xff=\xff", b"&" * 10_000, b"x=1&" * 6000):
        attacker.send(
            "POST",
            address,
            body,
            content_type="application/x-www-form-urlencoded",
        )
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json",
        "",
        "x/y; charset=zz",
    ):
        attacker.send(
            "POST",
            address,
            b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n",
            content_type=kind,
        )


EVENTS = "/api/v1/events/"
ROW = {
    "external_id": "1",
    "member": "m",
    "occurred_at": "2026-05-01T10:00:00+08:00",
    "kind": "post",
    "quantity": 1,
}
# JSON texts, because Python would not write all of them.
VALUES_IN_JSON = (
    "null",
    "true",
    "[]",
    "{}",
    "[[1]]",
    '{"a": {"b": 1}}',
    "0",
    "-1",
    "-0.0",
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "9" * 400,
    "9" * 4400,
    str(2**63),
    '""',
    '" "',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\u202e"',
    '"\\ufeff"',
    '"\\u3164"',
    '"\x00"',
    '"\x1f"',
    '"' + "x" * 1_000_000 + '"',
    "[" * 31 + "]" * 31,
    "[" * 100_000,
    "[" * 900 + "]" * 900,
    '{"a":' * 100_000,
    '"0001-01-01T00:00:00+16:00"',
    '"9999-12-31T23:59:59-16:00"',
    '"2026-05-01T10:00:00+23:59"',
    '"2026-W01-1"',
    '"20260501"',
    '"\\\\x00\\t\\n\\\\N"',
    '"\'; DROP TABLE x; --"',
)
BODIES = (
    b"",
    b" ",
    b"\x00",
    b"\xff\xfe{",
    b"\xef\xbb\xbf{}",
    b"{",
    b"{}{}",
    b"'x'",
    b"payload=null",
    b'{"a" 1}',
    b"\xed\xa0\x80",
    b'{"source": "app"}',
    b'{"events": []}',
    b'{"\\ud800": 1}',
    b'{"\\u0000": 1}',
    b'{"source": "app", "events": {}}',
    b'{"source": "app", "events": []}',
    b'{"source": "app", "events": [' + b"{}," * 10_000 + b"{}]}",
    b'{"source": "app", "source": 1, "events": []}',
    "{}".encode("utf-16"),
    b"[" * 100_000 + b"]" * 100_000,
)


@pytest.fixture
def machine(attacker: Attacker, token: Any) -> Iterator[Attacker]:
    """An attacker with a token instead of a session."""
    made = Attacker(
        Client(),
        token("events:write", "members:read", "activity:read"),
    )
    yield made
    assert "\n".join(str(each) for each in made.wrong) == ""


def test_no_body_of_a_delivery_fails(machine: Attacker) -> None:
    bodies = [*BODIES, *(value.encode() for value in VALUES_IN_JSON)]
    for value in VALUES_IN_JSON:
        bodies += [
            f'{{"source": {value}, "events": []}}'.encode(),
            f'{{"source": "app", "events": {value}}}'.encode(),
        ]
        bodies.append(f'{{"source": "app", "events": [{value}]}}'.encode())
    for body in bodies:
        answer = machine.send(
            "POST",
            EVENTS,
            body,
            content_type="application/json",
        )
        assert answer.status_code in (200, 207, 400, 413, 422)


@pytest.mark.parametrize("field", [*ROW, "note", "\u202e", ""])
def test_no_value_of_an_event_fails(machine: Attacker, field: str) -> None:
    plain = json.dumps(
        {key: value for key, value in ROW.items() if key != field},
    )[:-1]
    values = part_of(VALUES_IN_JSON, one_in=ONE_IN, start=len(field))
    for value in values:
        body = f'{{"source": "app", "events": [{plain}, {json.dumps(field)}: {value}}}]}}'
        answer = machine.send(
            "POST",
            EVENTS,
            body.encode(),
            content_type="application/json",
        )
        assert answer.status_code in (200, 207, 400)


def test_a_body_beyond_its_limits_is_refused_as_too_large(
    machine: Attacker,
) -> None:
    rows = b'{"source": "app", "events": [' + b"1," * 10_000 + b"1]}"
    for body in (rows, b" " * (10 * 1024 * 1024 + 1), b"[" * 20_000_000):
        assert (
            machine.send(
                "POST",
                EVENTS,
                body,
                content_type="application/json",
            ).status_code
            == 413
        )


def test_no_content_type_method_or_header_of_the_api_fails(
    attacker: Attacker,
    machine: Attacker,
) -> None:
    kinds = (
        "",
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "x",
        "a/b;;=",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/json; charset=zz",
    )
    for client in (attacker, machine):
        for kind in kinds:
            for body in (
                b"",
                b"{}",
                b"payload=null",
                b"%00=\xff",
                b"--x\r\n\r\n",
                b"a=" + b"x" * 13_000_000,
            ):
                client.send("POST", EVENTS, body, content_type=kind)
        for method in (
            "GET",
            "HEAD",
            "PUT",
            "PATCH",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "BREW",
            "é",
        ):
            for address in (
                EVENTS,
                "/api/v1/members/",
                "/api/v1/members/1/",
                "/api/v1/x",
                "/api/schema/",
                "/api/docs/",
            ):
                client.send(method, address)
        for kind in (
            "text/html",
            "image/png",
            "garbage",
            "*/*;q=x",
            "application/json;indent=" + "9" * 400,
            "/",
            "é",
        ):
            client.send("GET", "/api/v1/members/", headers={"Accept": kind})


def test_no_token_fails(attacker: Attacker) -> None:
    stranger = Attacker(Client())
    texts = (
        "",
        " ",
        "x",
        "x y",
        "é",
        "\xff\xfe",
        "\x00",
        "a\x00b",
        "0" * 64,
        "z" * 64,
        "0" * 63,
        "a" * 100_000,
        "%00",
    )
    for word in ("Bearer", "bearer", "Token", "Basic", "é"):
        for text in texts:
            answer = stranger.send(
                "GET",
                "/api/v1/members/",
                headers={"Authorization": f"{word} {text}"},
            )
            assert answer.status_code == 401
    assert "\n".join(str(each) for each in stranger.wrong) == ""


def test_no_cookie_or_header_of_a_page_fails(attacker: Attacker) -> None:
    texts = (
        "",
        "é",
        "\xff",
        '"\\000abcdefghij"',
        '"\\355\\240\\200abcdefgh"',
        "x" * 5000,
        "../../x",
        "zh-hans;q=NaN",
        "a=b;;=;",
        "%00",
        "'; --",
        "-1",
        "{}",
        "[[",
        "9" * 4400,
    )
    names = (
        "sessionid",
        "csrftoken",
        "django_language",
        "kocops_time_zone",
        "messages",
    )
    headers = (
        "Accept-Language",
        "Referer",
        "HX-Request",
        "HX-Current-URL",
        "X-Forwarded-For",
        "Host",
        "Accept",
        "Range",
    )
    for address in ("/jobs/1/", "/api/v1/circles/"):
        for text in texts:
            for name in names:
                attacker.send(
                    "GET",
                    address,
                    headers={"Cookie": f"{name}={text}"},
                    HTTP_COOKIE=f"{name}={text}",
                )
            for name in headers:
                attacker.send("GET", address, headers={name: text})
    for text in texts:
        attacker.send(
            "POST",
            "/login/",
            b"a=b",
            content_type=text,
            headers={"X-CSRFToken": text},
        )


FILES = {
    "empty.csv": b"",
    "mark.ndjson": b"\xef\xbb\xbf",
    "blank.ndjson": b"\n\n\n",
    "rubbish.csv": bytes(range(256)) * 500,
    "nul.csv": b"\x00" * 1000,
    "half.csv": b"\xff\xfe\x00",
    "field.csv": b"member,occurred_at,kind\n" + b"x" * 5_000_000 + b",2,3\n",
    "quote.csv": b'member,occurred_at,kind\n"' + (b"x" * 999 + b",y\n") * 1200,
    "header.csv": b"x," * 1_000_000 + b"\n1\n",
    "long header.csv": b"member,occurred_at,kind,"
    + b"x" * 3_000_000
    + b"\n1\n",
    "names.csv": "\u202emember,\x00,=1+1,,\n1,2,3\n".encode(),
    "deep.ndjson": b"[" * 900_000,
    "deep.json": b'{"member":' * 900 + b"1" + b"}" * 900,
    "keys.ndjson": b'{"\\ud800": 1, "\\u0000": 2, "": 3}\n',
    "numbers.ndjson": b'{"member": 1e400, "kind": ' + b"9" * 4400 + b"}\n",
    "list.ndjson": b'[1]\nnull\n"x"\n',
    "rubbish.gz": b"\x1f\x8b" + b"\xff" * 500,
    "bad stream.csv.gz": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    + b"\xff" * 500,
    "cut.csv.gz": gzip.compress(
        b"member,occurred_at,kind\n" + (b"x" * 9999 + b"\n") * 200,
        0,
    )[:-1000],
    "bomb.csv.gz": gzip.compress(
        b"member,occurred_at,kind\n" + b"x" * 100_000_000,
        1,
    ),
    "bomb.ndjson.gz": gzip.compress(b'{"member": "' + b"x" * 100_000_000, 1),
    "rubbish.xlsx": b"PK\x03\x04" + b"\xff" * 500,
    "\u202e=cmd|x.csv": b"id\n1\n",
    ("ü" * 300) + ".xlsx": b"",
}


@pytest.mark.parametrize("name", FILES)
def test_no_uploaded_file_fails(
    attacker: Attacker,
    rows: dict[str, Any],
    name: str,
) -> None:
    attacker.post(
        "/members/import/",
        {"file": SimpleUploadedFile(name, FILES[name])},
        changed="file",
    )
    client = attacker.client
    taken = client.post(
        "/activity/upload/",
        {
            "source": rows["source"].pk,
            "file": SimpleUploadedFile(name, FILES[name]),
        },
    )
    assert taken.status_code in (302, 422)
    if taken.status_code == 422:
        return
    header = (
        client.get(taken["Location"]).context["form"].fields["member"].choices
    )
    first = header[0][0] if header else ""
    columns = dict.fromkeys(
        ("member", "occurred_at", "kind", "external_id"),
        first,
    )
    if client.post(taken["Location"], columns).status_code == 302:
        job = run_job(
            job_id=JobRun.objects.get(kind="ingest_file").pk,
            clock=lambda: NOW,
        )
        assert job is not None
        assert "Error" not in job.failure
        assert job.state in (JobRun.State.DONE, JobRun.State.FAILED)
        for batch in IngestBatch.objects.all():
            for address in (
                "/activity/batches/",
                f"/activity/batches/{batch.pk}/",
            ):
                assert client.get(address).status_code == 200
            assert b"".join(
                client.get(
                    f"/activity/batches/{batch.pk}/errors/",
                ).streaming_content,
            )


STRINGS_PART = "xl/sharedStrings.xml"
STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a small workbook with some of its parts replaced, and so much
    noise that its ratio is common.
    """
    plain, made = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["id", "nickname"])
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as archive,
        zipfile.ZipFile(
            made,
            "w",
            zipfile.ZIP_DEFLATED,
            compresslevel=1,
        ) as other,
    ):
        present = {name: archive.read(name) for name in archive.namelist()}
        present["[Content_Types].xml"] = present[
            "[Content_Types].xml"
        ].replace(b"</Types>", STRINGS + b"</Types>")
        for name, content in {
            STRINGS_PART: f"<sst {MAIN}/>".encode(),
            **present,
            **parts,
        }.items():
            if name != "noise":
                other.writestr(name, content)
        other.writestr(
            "noise",
            random.Random(1).randbytes(len(parts.get("noise", b""))),
        )
    return made.getvalue()


BOMBS = {
    "styles": (
        "xl/styles.xml",
        "<styleSheet {}><cellXfs>",
        b"<xf/>",
        "</cellXfs></styleSheet>",
    ),
    "strings": (
        "xl/sharedStrings.xml",
        "<sst {}>",
        b"<si><t>x</t></si>",
        "</sst>",
    ),
    "cells": (
        "xl/worksheets/sheet1.xml",
        "<worksheet {}><sheetData><row>",
        b"<c/>",
        "</row></sheetData></worksheet>",
    ),
}


def bomb(name: str, *, size: int, noise: int) -> bytes:
    part, begin, middle, end = BOMBS[name]
    content = (
        begin.format(MAIN).encode()
        + middle * (size // len(middle))
        + end.encode()
    )
    return packed({part: content, "noise": b"x" * noise})


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_spreadsheet_that_unpacks_huge_is_refused_before_it_is_unpacked(
    name: str,
) -> None:
    content = bomb(name, size=50_000_000, noise=0)
    assert len(content) < 400_000
    with pytest.raises(DomainError) as refused:
        read_table(content, "m.xlsx")
    assert status_of(refused.value) == 413


def test_a_spreadsheet_that_keeps_its_reader_busy_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "CHILD_SECONDS", 1)
    monkeypatch.setattr(workbooks, "SECONDS_PER_MEGABYTE", 0)
    with pytest.raises(DomainError) as refused:
        read_table(bomb("strings", size=50_000_000, noise=500_000), "m.xlsx")
    assert status_of(refused.value) == 413


@pytest.mark.parametrize("name", ["styles", "cells"])
def test_a_spreadsheet_that_passes_for_a_common_one_cannot_take_the_memory(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, probe = tmp_path / "peak", tmp_path / "probe.py"
    probe.write_text(
        "import runpy\ntry:\n    "
        f"runpy.run_path({str(workbooks._CHILD)!r}, run_name='__main__')\n"
        "except MemoryError:\n    pass\n"
        f"open({str(told)!r}, 'w').write(open('/proc/self/status').read())\nraise MemoryError\n",
    )
    monkeypatch.setattr(workbooks, "_CHILD", probe)
    content = bomb(name, size=40_000_000, noise=400_000)
    with pytest.raises(DomainError) as refused:
        read_table(content, "m.xlsx")
    assert status_of(refused.value) == 413
    peak = re.search(r"VmHWM:\s+(\d+) kB", told.read_text())
    assert peak is not None
    assert int(peak[1]) < 300 * 1024


def test_a_spreadsheet_whose_cells_all_hold_one_long_text_cannot_take_the_memory() -> (
    None
):
    text = f"<sst {MAIN}><si><t>{'x' * 1_000_000}</t></si></sst>".encode()
    row = b'<row><c t="s"><v>0</v></c></row>' * 1000
    sheet = (
        f"<worksheet {MAIN}><sheetData>".encode()
        + row
        + b"</sheetData></worksheet>"
    )
    book = {
        "xl/sharedStrings.xml": text,
        "xl/worksheets/sheet1.xml": sheet,
        "noise": b"x" * 20_000,
    }
    with pytest.raises(DomainError) as refused:
        read_table(packed(book), "m.xlsx")
    assert status_of(refused.value) == 413


def test_a_spreadsheet_that_lies_about_its_sizes_is_refused(
    as_role: Any,
) -> None:
    content = bytearray(bomb("strings", size=5_000_000, noise=0))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    place = content.rindex(struct.pack("<L", size))
    content[place : place + 4] = struct.pack("<L", 1000)
    answer = as_role(ADMIN).post(
        "/members/import/",
        {"file": SimpleUploadedFile("m.xlsx", bytes(content))},
    )
    assert answer.status_code in (400, 413)


def test_a_spreadsheet_that_unpacks_huge_is_answered_with_413(
    as_role: Any,
) -> None:
    file = SimpleUploadedFile(
        "m.xlsx",
        bomb("strings", size=50_000_000, noise=0),
    )
    assert (
        as_role(ADMIN).post("/members/import/", {"file": file}).status_code
        == 413
    )
