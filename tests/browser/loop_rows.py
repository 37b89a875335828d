"""What stands once alerts have gone their way: issues with engineering, owners
to tell, suggestions, rules, absences, channels and their messages.
"""

from datetime import datetime, timedelta
from typing import Any

from alerts.models import EngineeringTicket, Issue, OwnerRule
from alerts.services.issues import change_issue
from alerts.services.post_classification import classify_new_posts
from alerts.services.suggestion_posts import read_suggestions
from alerts.services.tickets import NewAnswer, answer_ticket, open_ticket
from common.calendar import business_date
from common.models import OutboxMessage, StaffAbsence
from integrations.models import Channel, Connection
from notifications.models import ChannelSubscription
from notifications.services.handling import handle_events
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

HINGE = (
    "尾门撑杆漏油了，开到一半就往下掉",
    "我的尾门撑杆也漏油，尾门撑不住往下掉",
    "尾门撑杆漏油，冬天根本撑不住",
)
SEATS = ("建议增加座椅记忆功能", "希望座椅能加个记忆")
KIND = "alert.raised"


def add_loop_rows(user: Any, now: datetime) -> None:
    """Add these rows; `user` is responsible for all of them."""
    user.email = "lead@example.org"
    user.save()
    _add_posts(now)
    add_channels(now)
    handle_events(now=now)
    settle_messages(now)
    _add_ticket(user, now)
    _add_connection(now)
    OwnerRule.objects.create(name="刹车归值班", component="brakes", owner=user)
    StaffAbsence.objects.create(
        user=user,
        starts_on=business_date(now) + timedelta(days=30),
        ends_on=business_date(now) + timedelta(days=37),
    )


def _add_posts(now: datetime) -> None:
    at = (now - timedelta(hours=3)).isoformat()
    rows = []
    for number, text in enumerate((*HINGE, *SEATS)):
        rows.append(
            post_row(20 + number, f"u{4 + number}", text, occurred_at=at),
        )
    ingest(EventSourceFactory(), rows, now)
    classify_new_posts(now=now)
    read_suggestions()


def add_channels(now: datetime) -> None:
    """Add a channel of mail, and robots of which one gets alerts."""
    Channel.objects.create(kind="email", name="邮件", created_at=now)
    for kind, name, address in (
        (
            "feishu",
            "预警群",
            "https://open.feishu.cn/open-apis/bot/v2/hook/x",
        ),
        (
            "dingtalk",
            "值班群",
            "https://oapi.dingtalk.com/robot/send?access_token=x",
        ),
    ):
        Channel.objects.create(
            kind=kind,
            name=name,
            address=address,
            secret="demo",
            created_at=now,
        )
    robot = Channel.objects.get(kind="feishu")
    ChannelSubscription.objects.create(channel=robot, kind=KIND)


def settle_messages(now: datetime) -> None:
    """Let the messages to channels have each of the ends there are, so that
    no test sends them.
    """
    ends = ("sent", "uncertain", "failed", "cancelled")
    messages = OutboxMessage.objects.filter(receiver_type="channel")
    for number, message in enumerate(messages.order_by("pk")):
        message.state = ends[number % len(ends)]
        message.settled_at = now
        message.save()
        fault = {"uncertain": "too_slow", "failed": "rejected"}
        message.attempts.create(
            attempted_at=now,
            status=200,
            fault=fault.get(message.state, ""),
            answer="19024 Key Words Not Found",
            milliseconds=120,
        )


def _add_ticket(user: Any, now: datetime) -> None:
    """The first issue is with engineering, which has answered."""
    issue = Issue.objects.earliest("number")
    change_issue(
        issue_id=issue.pk,
        to_state="confirmed",
        note="",
        user=user,
        now=now,
    )
    ticket: EngineeringTicket = open_ticket(
        issue_id=issue.pk,
        system="Jira",
        number="BT-7",
        owner=user,
        due_on=business_date(now) + timedelta(days=7),
        user=user,
        now=now,
    )
    answer_ticket(
        ticket_id=ticket.pk,
        answer=NewAnswer("天线参数写错，下个版本修正", "李工"),
        fixed_in="3.2.1",
        user=user,
        now=now,
    )


def _add_connection(now: datetime) -> None:
    connection = Connection.objects.create(
        platform="discourse",
        name="车主论坛",
        source=EventSourceFactory(name="forum"),
        base_url="https://forum.example.com",
        options={"username": "system"},
        secrets_text="{}",
        state="failing",
        failures=3,
        last_error="wrong_secret",
        last_error_detail="403",
        created_at=now,
    )
    connection.cursors.create(name="posts", value={}, updated_at=now)
    connection.runs.create(
        channel="pull",
        started_at=now,
        finished_at=now,
        counts={"received": 50, "accepted": 12, "duplicate": 38},
        error="wrong_secret",
    )
