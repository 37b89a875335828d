"""What a team would have done in the demo community: contacts, talks with promises, nominations, a handover, segments.

Sentences are ours. Everything goes through the services, as a colleague's clicks would.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.utils import timezone

from activity.models import ActivitySummary
from activity.services.nights import published
from common.access import ANALYST, COMMUNICATOR, LEAD, PLANNER
from community.models import Post
from insights.services.segment_rules import At
from insights.services.segments import recompute_segment, save_segment
from members.models import Member
from members.services.directory import update_members
from roles.models import RoleStanding
from teamwork.models import Interaction
from teamwork.services.handovers import propose_handover
from teamwork.services.interactions import keep_promise, log_interaction
from teamwork.services.nominations import decide_nomination, judge_nomination, nominate

CONTACTS = 60
TALKS = (
    ("聊了冬季续航，想要一份保养建议", "发保养建议", 1, -2),
    ("说露营活动缺一块投影幕布", "问市场部借幕布", 0, 0),
    ("对新车机版本很满意，愿意写体验", "", 1, 0),
    ("抱怨交付时脚垫漏发，已安抚", "补寄脚垫", -1, 3),
    ("想参加下个月的车主聚会", "报名开放时通知", 1, 9),
    ("最近工作忙，来得少了，答应有空再聊", "", 0, 0),
)
REASONS = {
    "geek": "答疑有干货，常被提问的人感谢", "social": "总是第一个欢迎新人，还组织聚会", "aesthetic": "照片很受欢迎，能带动身边人看车",
}  # fmt: skip
SEGMENTS = (
    ("降温的车主", "本周先问候", {"all": [{"field": "state", "is": ["cooling"]}, {"field": "owner_status", "is": ["owner"]}]}),
    ("高活跃、还没有角色", "下一批潜力成员", {
        "all": [{"field": "percentile", "at_least": 90}, {"not": {"field": "role", "is": ["geek", "social", "aesthetic"]}}]
    }),
    ("刚加入、还没说话", "安排欢迎", {
        "all": [{"field": "joined", "within_days": 30},
                {"field": "events", "is": ["conversation", "creation"], "at_most": 0, "weeks": 5}]
    }),
)  # fmt: skip


def plant_teamwork(users: dict[str, Any], *, now: datetime) -> bool:
    """The team has begun its work, once; returns whether it was planted now."""
    night = published()
    if night is None or Interaction.objects.exists():
        return False
    mine = _give_contacts(users, night.generation, now)
    _talk(mine, users[COMMUNICATOR], now)
    _nominate(users, night.generation, now)
    ids = [member.pk for member in mine[-3:]]
    propose_handover(member_ids=ids, to_user=users[LEAD], reason="下周休假，请代为照看", now=now - timedelta(hours=5))
    for name, note, rule in SEGMENTS:
        segment = save_segment(segment=None, name=name, note=note, rule=rule, now=now, user=users[ANALYST])
        recompute_segment(segment=segment, at=At(night.generation, now))
    return True


def _give_contacts(users: dict[str, Any], generation: int, now: datetime) -> list[Member]:
    best = ActivitySummary.objects.of_generation(generation).order_by("-percentile", "member_id")
    ids = list(best.filter(member__kind="person").values_list("member_id", flat=True)[: CONTACTS * 2])
    both = {"backup_contact": users[LEAD]}
    update_members(member_ids=ids[:CONTACTS], changes={"primary_contact": users[COMMUNICATOR], **both}, now=now)
    update_members(member_ids=ids[CONTACTS:], changes={"primary_contact": users[LEAD]}, now=now)
    cooling = Member.objects.filter(
        dormancy_states__generation=generation, dormancy_states__state=2, primary_contact__isnull=True, kind="person"
    )
    more = list(cooling.order_by("pk").values_list("pk", flat=True)[:12])
    fresh = Member.objects.filter(kind="person", primary_contact__isnull=True).order_by("-joined_on", "pk")
    more += [pk for pk in fresh.values_list("pk", flat=True)[:8] if pk not in more]
    update_members(member_ids=more, changes={"primary_contact": users[COMMUNICATOR], **both}, now=now)
    return list(Member.objects.filter(primary_contact=users[COMMUNICATOR], pk__in=ids).order_by("pk"))


def _talk(members: list[Member], user: Any, now: datetime) -> None:
    for number, member in enumerate(members[:24]):
        summary, promise, mood, due_in = TALKS[number % len(TALKS)]
        at = now - timedelta(days=20 - number % 18, hours=number % 7)
        due_on = timezone.localtime(now).date() + timedelta(days=due_in - number % 4) if promise else None
        row, _is_new = log_interaction(
            key=uuid5(NAMESPACE_OID, f"demo {member.pk}"), member=member, now=now, user=user, happened_at=at,
            channel=Interaction.Channel.values[number % 4], mood=mood, summary=summary, promise=promise, due_on=due_on,
        )  # fmt: skip
        if promise and number % 4 == 0:
            keep_promise(interaction_id=row.pk, outcome="已办好", now=now)


def _nominate(users: dict[str, Any], generation: int, now: datetime) -> None:
    standings = RoleStanding.objects.of_generation(generation)
    made = []
    for name, reason in REASONS.items():
        best = standings.filter(**{f"holds_{name}": True}).select_related("member").order_by(f"-{name}", "member_id")
        for standing in best[:1]:
            works = list(Post.objects.filter(author=standing.member).order_by("-reaction_count", "-posted_at")[:2])
            made.append(nominate(member=standing.member, reason=reason, works=works, now=now, user=users[COMMUNICATOR]))
    for number, nomination in enumerate(made[1:]):
        for by, user in (("planner", users[PLANNER]), ("analyst", users[ANALYST])):
            scores = {"works_score": 4, "influence_score": 4 - number, "steadiness_score": 5}
            comment = "作品真实，数据也稳" if by == "analyst" else "表达有自己的风格"
            judge_nomination(nomination_id=nomination.pk, by=by, scores=scores, comment=comment, now=now, user=user)
    for nomination in made[2:]:
        decide_nomination(nomination_id=nomination.pk, accept=True, reason="欢迎成为KOC", now=now, user=users[LEAD])
