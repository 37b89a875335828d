"""A rumour that was answered by two owners, one that is open, and a past crisis
with a case file that a present issue resembles.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from activity.models import EventSource, IngestBatch
from alerts.models import Issue
from alerts.services.issues import change_issue
from common.calendar import business_date
from common.security.access import COMMUNICATOR, LEAD, PLANNER
from community.models import Post
from community.services.posts import ingest_posts
from immunity.models import Claim
from immunity.rules.resemblance import resemble
from immunity.selectors.memory import read_profiles
from immunity.services.cases import write_case
from immunity.services.claims import decide_claim, edit_claim
from immunity.services.evidence import link_evidence
from immunity.services.reading import read_new_posts
from knowledge.models import Script
from knowledge.services.approval import approve_version, submit_version
from knowledge.services.scripts import create_script
from members.models import Member, MemberIdentity

FORUM = "demo-forum"
MAX_ISSUES = 60
# Days ago, hour, and what was said, one member each.
RAIN = (
    (19, "网上都在传雨天充电会漏电起火，有人知道吗"),
    (18, "群里有人说下雨天充电会起火，大家小心"),
    (18, "听说雨天充电会漏电，抖音上都在说"),
    (17, "据说雨天充电漏电起火的不少，转发提醒大家"),
    (16, "朋友圈都在转雨天充电会起火的视频"),
    (6, "听说雨天充电会漏电，是真的吗？"),
)
# So many of them were said before anybody answered.
SPREAD = 5
EVIDENCE = (
    (
        14,
        "又下雨了，我在户外充电桩充给大家看：枪插紧就行，雨天充电三年从来没出过问题",
    ),
    (13, "实测冒雨充电一整晚，我自己全程看着，一切正常，雨天充电漏电是谣言"),
)
WINTER = (
    (2, "听说冬天快充会把电池充坏，群里都在说"),
    (2, "网上传冬天快充会把电池充坏"),
    (1, "据说冬天快充电池会被充坏，大家注意"),
)
ANSWER = "充电枪和充电口插紧后是密封的，车辆会先自检再通电，漏电会自动断开。两位车主雨天实拍可见。"
INVITATION = "{nickname}您好，最近大家在聊“{topic}”。看到您写过自己的经历，您愿意用自己的话、自己的画面讲讲平时的情形吗？好的坏的都可以，不方便也没关系。"
CASE = {
    "cause": "一批零件在潮湿环境下老化过快，测试时没有覆盖这个场景。",
    "what_was_done": "三天内公布涉及的批次，逐一联系车主预约检查，更换后回访。",
    "reaction": "开始有人担心和质疑，几位车主分享了更换过程以后，讨论慢慢平静下来。",
    "what_helped": "第一天就说清楚哪些车涉及，每天公布进度，请已处理的车主讲真实过程。",
}


def plant_immunity(users: Mapping[str, Any], *, now: datetime) -> None:
    """Plant both rumours and the crisis, where the community is large enough."""
    _plant_script(users, now)
    source = EventSource.objects.filter(name=FORUM).first()
    if source is not None:
        _plant_rumours(source, users, now)
    _plant_crisis(users, now)


def _plant_script(users: Mapping[str, Any], now: datetime) -> None:
    """Let there be an approved script that invites owners."""
    script = create_script(
        scene=Script.Scene.RUMOUR,
        title="邀请车主讲自己的经历",
        text=INVITATION,
        now=now - timedelta(days=20),
        user=users[PLANNER],
    )
    draft = script.versions.get()
    submit_version(
        version_id=draft.pk,
        now=now - timedelta(days=20),
        user=users[PLANNER],
    )
    approve_version(
        version_id=draft.pk,
        valid_until=business_date(now + timedelta(days=150)),
        now=now - timedelta(days=19),
        user=users[LEAD],
    )


def _plant_rumours(
    source: EventSource,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    said = [*RAIN, *EVIDENCE, *WINTER]
    names = _names(source, len(said))
    if len(names) < len(said):
        return
    rows = []
    for number, (days, text) in enumerate(said):
        at = now - timedelta(days=days, minutes=7 * number)
        rows.append(
            {
                "external_id": f"rumour-{number}",
                "member": names[number],
                "occurred_at": at.isoformat(),
                "text": text,
            },
        )
    # What was said first was read then, so that its claim is as old.
    for part, read_at in (
        (rows[:SPREAD], now - timedelta(days=15)),
        (rows[SPREAD:], now),
    ):
        _ingest(source, part, now)
        read_new_posts(now=read_at, most_batches=None)
    _answer(source, users, now)


def _ingest(
    source: EventSource,
    rows: list[dict[str, Any]],
    now: datetime,
) -> None:
    ingest_posts(
        source=source,
        rows=lambda: enumerate(rows, start=1),
        channel=IngestBatch.Channel.COMMAND,
        clock=lambda: now,
    )


def _names(source: EventSource, count: int) -> list[str]:
    """Return the names on a platform of so many members, active ones first."""
    people = Member.objects.real_people().order_by("pk")
    rows = MemberIdentity.objects.filter(
        platform=source.platform,
        member__in=people,
    )
    names = rows.order_by("pk").values_list("external_id", flat=True)
    return list(names[:count])


def _answer(
    source: EventSource,
    users: Mapping[str, Any],
    now: datetime,
) -> None:
    """Confirm the first rumour and answer it with the evidence of two owners."""
    posts = Post.objects.filter(
        source=source, external_id__startswith="rumour-"
    )
    first = posts.get(external_id="rumour-1")
    claim = Claim.objects.filter(posts__post=first).first()
    if claim is None:
        return
    lead = users[LEAD]
    then = now - timedelta(days=15)
    decide_claim(claim_id=claim.pk, to_state="confirmed", now=then, user=lead)
    edit_claim(
        claim_id=claim.pk,
        changes={"text": "雨天充电会漏电起火", "subject": "雨天充电"},
        opened={},
        now=then,
        user=lead,
    )
    for number in range(len(RAIN), len(RAIN) + len(EVIDENCE)):
        link_evidence(
            claim_id=claim.pk,
            post_id=posts.get(external_id=f"rumour-{number}").pk,
            note="雨天实拍",
            now=now - timedelta(days=12),
            user=users[COMMUNICATOR],
        )
    decide_claim(
        claim_id=claim.pk,
        to_state="answered",
        answer=ANSWER,
        now=now - timedelta(days=11),
        user=lead,
    )


def _plant_crisis(users: Mapping[str, Any], now: datetime) -> None:
    """Close the older of the two issues that are most alike, and write
    its case file.
    """
    pair = _most_alike()
    if pair is None:
        return
    lead = users[LEAD]
    past = pair[0]
    then = now - timedelta(days=9)
    change_issue(
        issue_id=past.pk,
        to_state="closed",
        note="更换完成，回访无异常",
        user=lead,
        now=then,
    )
    write_case(
        issue_id=past.pk,
        values={**CASE, "scope": f"“{past}”，涉及同一批次的车辆。"},
        checks=[
            {
                "question": "之后还有人反馈同样的问题吗？",
                "due_on": business_date(now),
            },
            {
                "question": "半年后处理措施还有效吗？",
                "due_on": business_date(now + timedelta(days=170)),
            },
        ],
        now=then + timedelta(days=1),
        user=lead,
    )


def _most_alike() -> tuple[Issue, Issue] | None:
    """Return the two issues that resemble each other most, the older first; it
    has raised an alert and is open.
    """
    rows = Issue.objects.unmerged()
    issues = list(rows.order_by("opened_at", "pk")[:MAX_ISSUES])
    profiles = read_profiles(issues)
    best: tuple[float, Issue, Issue] | None = None
    for place, past in enumerate(issues):
        is_open = past.state in ("new", "confirmed", "engineering", "fixed")
        if past.alerted_at is None or not is_open:
            continue
        for present in issues[place + 1 :]:
            found = resemble(profiles[present.pk], profiles[past.pk])
            is_better = best is None or found.points > best[0]
            if found.is_alike and is_better:
                best = (found.points, past, present)
    return None if best is None else best[1:]
