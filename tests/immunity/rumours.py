"""A community in which a claim spreads, for tests."""

from datetime import timedelta
from typing import Any

from activity.models import EventSource
from community.models import Post
from immunity.models import Claim
from immunity.services.claims import enter_claim
from immunity.services.reading import ClaimRun, read_new_posts
from knowledge.models import Script
from members.models import Member, MemberConsent
from tests.conftest import NOW
from tests.factories.community import ingest
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import approved

RAIN = "雨天充电会漏电起火"
HEARSAY = (
    "网上都在传雨天充电会漏电起火",
    "群里有人说下雨天充电会起火，大家小心",
    "听说雨天充电会漏电，抖音上都在说",
    "据说雨天充电漏电起火的不少，转发提醒大家",
)
REFUTATION = "辟谣：雨天充电漏电起火是假的，别信"
INVITATION = (
    "{nickname}您好，最近有人在说“{topic}”。您愿意用自己的话讲讲平时的情形吗？"
)


def say(
    source: EventSource,
    *posts: tuple[str, str],
    hours_ago: int = 20,
) -> list[Post]:
    """Let members say something, minute after minute; return the posts."""
    start = Post.objects.count()
    rows = []
    for number, (member, text) in enumerate(posts, start=start + 1):
        at = NOW - timedelta(hours=hours_ago) + timedelta(minutes=number)
        rows.append(
            {
                "external_id": f"r{number}",
                "member": member,
                "occurred_at": at.isoformat(),
                "text": text,
            },
        )
    ingest(source, rows)
    return list(Post.objects.order_by("pk")[start:])


def read() -> ClaimRun:
    """Read everything that has arrived."""
    return read_new_posts(now=NOW, most_batches=None)


def spread(source: EventSource, *texts: str) -> Claim | None:
    """Let each text be said by another member; return the claim made of it."""
    for number, text in enumerate(texts):
        say(source, (f"传话{number}", text))
    read()
    return Claim.objects.order_by("pk").last()


def entered(user: Any, text: str = RAIN, **about: Any) -> Claim:
    """Return a claim that a colleague has entered."""
    return enter_claim(values={"text": text, **about}, now=NOW, user=user)


def agreeing(nickname: str) -> Member:
    """Return a member who agrees to be written to."""
    member = Member.objects.filter(nickname=nickname).first()
    if member is None:
        member = MemberFactory(nickname=nickname)
    MemberConsent.objects.create(
        member=member,
        purpose="outreach",
        is_given=True,
        note="企微",
        recorded_at=NOW,
    )
    return member


def invitation_script(accounts: dict[str, Any]) -> Any:
    """Return an approved script that invites owners."""
    return approved(
        accounts["planner"],
        accounts["lead"],
        scene=Script.Scene.RUMOUR,
        title="邀请讲讲自己的经历",
        text=INVITATION,
        now=NOW,
    )
