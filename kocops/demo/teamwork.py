"""What a team would have done in the demo community: contacts, talks with
promises, nominations, a handover, segments.

Everything is written through the services, as by a colleague's clicks.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from activity.models import ActivitySummary
from activity.selectors.nights import published
from common.calendar import business_date
from common.security.access import ANALYST, COMMUNICATOR, LEAD, PLANNER
from community.models import Post
from insights.rules.segments import AsOf
from insights.services.segment_counts import recompute_segment
from insights.services.segments import save_segment
from kocops.demo.campaigns import plant_campaigns
from kocops.demo.immunity import plant_immunity
from kocops.demo.outreach import plant_outreach
from kocops.demo.roster import plant_roster
from kocops.demo.scripts import plant_scripts
from lifecycle.models import DormancyState
from members.models import Member, MemberConsent
from members.services.consents import record_consent
from members.services.directory import update_members
from roles.models import RoleScore
from teamwork.models import Interaction
from teamwork.selectors.works import reached_works
from teamwork.services.briefs import add_to_brief
from teamwork.services.handovers import propose_handover
from teamwork.services.interactions import keep_promise, log_interaction
from teamwork.services.nominations import (
    decide_nomination,
    judge_nomination,
    nominate,
)

CONTACTS = 60
TALK_COUNT = 24
WORK_DAYS = 30
BRIEF_WORKS = 3
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
JUDGEMENTS = {PLANNER: "表达有自己的风格", ANALYST: "作品真实，数据也稳"}
SEGMENTS = (
    ("降温的车主", "本周先问候", {
        "all": [{"field": "state", "is": ["cooling"]},
                {"field": "owner_status", "is": ["owner"]}],
    }),
    ("高活跃、还没有角色", "下一批潜力成员", {
        "all": [{"field": "percentile", "at_least": 90},
                {"not": {"field": "role", "is": ["geek", "social", "aesthetic"]}}],
    }),
    ("刚加入、还没说话", "安排欢迎", {
        "all": [{"field": "joined", "within_days": 30},
                {"field": "events", "is": ["conversation", "creation"], "at_most": 0, "weeks": 5}],
    }),
)  # fmt: skip


def plant_teamwork(users: dict[str, Any], *, now: datetime) -> bool:
    """Plant the team's first work, once; tell whether it was planted now."""
    night = published()
    if night is None or Interaction.objects.exists():
        return False
    own_members = _give_contacts(users, night.generation, now)
    _talk(own_members, users[COMMUNICATOR], now)
    _nominate(users, night.generation, now)
    plant_roster(users, generation=night.generation, now=now)
    plant_scripts(users, now=now)
    plant_outreach(users, now=now)
    plant_campaigns(users, generation=night.generation, now=now)
    plant_immunity(users, now=now)
    _fill_brief(users, now)
    ids = [member.pk for member in own_members[-3:]]
    propose_handover(
        member_ids=ids,
        to_user=users[LEAD],
        reason="下周休假，请代为照看",
        now=now - timedelta(hours=5),
    )
    for name, note, rule in SEGMENTS:
        segment = save_segment(
            segment=None,
            name=name,
            note=note,
            rule=rule,
            now=now,
            user=users[ANALYST],
        )
        recompute_segment(segment=segment, at=AsOf(night.generation, now))
    return True


def _fill_brief(users: dict[str, Any], now: datetime) -> None:
    """Put the best works of the last days on the brief list; the author of the
    first agrees that it is used.
    """
    since = business_date(now - timedelta(days=WORK_DAYS))
    works = list(reached_works(since)[:BRIEF_WORKS])
    for post in works:
        add_to_brief(post=post, user=users[PLANNER], now=now)
    for post in works[:1]:
        record_consent(
            member_id=post.author_id,
            purpose=MemberConsent.Purpose.WORKS,
            is_given=True,
            note="企微里说可以用在公众号，注明作者",
            user=users[PLANNER],
            now=now,
        )


def _give_contacts(
    users: dict[str, Any],
    generation: int,
    now: datetime,
) -> list[Member]:
    """Give contacts to the most active, some cooling and some new members;
    return the most active ones of the communicator.
    """
    communicator = users[COMMUNICATOR]
    lead = users[LEAD]
    active = _most_active(generation, CONTACTS * 2)
    update_members(
        member_ids=active[:CONTACTS],
        changes={"primary_contact": communicator, "backup_contact": lead},
        now=now,
    )
    update_members(
        member_ids=active[CONTACTS:],
        changes={"primary_contact": lead},
        now=now,
    )
    update_members(
        member_ids=_cooling_or_new(generation),
        changes={"primary_contact": communicator, "backup_contact": lead},
        now=now,
    )
    own = Member.objects.filter(primary_contact=communicator, pk__in=active)
    return list(own.order_by("pk"))


def _most_active(generation: int, count: int) -> list[int]:
    """Return the ids of the most active people."""
    summaries = ActivitySummary.objects.of_generation(generation)
    people = summaries.filter(member__kind=Member.Kind.PERSON)
    best = people.order_by("-percentile", "member_id")
    return list(best.values_list("member_id", flat=True)[:count])


def _cooling_or_new(generation: int) -> list[int]:
    """Return cooling members and the latest ones, all without a contact."""
    free = Member.objects.filter(
        kind=Member.Kind.PERSON,
        primary_contact__isnull=True,
    )
    cooling = free.filter(
        dormancy_states__generation=generation,
        dormancy_states__state=DormancyState.State.COOLING,
    )
    chosen = list(cooling.order_by("pk").values_list("pk", flat=True)[:12])
    newest = free.order_by("-joined_on", "pk").values_list("pk", flat=True)
    for pk in newest[:8]:
        if pk not in chosen:
            chosen.append(pk)
    return chosen


def _talk(members: list[Member], user: Any, now: datetime) -> None:
    """Log talks of the communicator with these members, some with a promise."""
    for number, member in enumerate(members[:TALK_COUNT]):
        summary, promise, mood, due_in = TALKS[number % len(TALKS)]
        at = now - timedelta(days=20 - number % 18, hours=number % 7)
        due_on = None
        if promise:
            due_on = business_date(now) + timedelta(days=due_in - number % 4)
        row, _is_new = log_interaction(
            key=uuid5(NAMESPACE_OID, f"demo {member.pk}"),
            member=member,
            now=at,
            user=user,
            happened_at=at,
            channel=Interaction.Channel.values[number % 4],
            mood=mood,
            summary=summary,
            promise=promise,
            due_on=due_on,
        )
        if promise and number % 4 == 0:
            keep_promise(interaction_id=row.pk, outcome="已办好", now=now)


def _nominate(users: dict[str, Any], generation: int, now: datetime) -> None:
    """Nominate the best of each role; all but the first are judged, the third
    is accepted.
    """
    nominations = []
    for role, reason in REASONS.items():
        member = _best_of(role, generation)
        if member is None:
            continue
        nomination = nominate(
            member=member,
            reason=reason,
            works=_best_works(member),
            now=now,
            user=users[COMMUNICATOR],
        )
        nominations.append(nomination)
    for number, nomination in enumerate(nominations[1:]):
        for by, comment in JUDGEMENTS.items():
            judge_nomination(
                nomination_id=nomination.pk,
                by=by,
                scores={
                    "works_score": 4,
                    "influence_score": 4 - number,
                    "steadiness_score": 5,
                },
                comment=comment,
                now=now,
                user=users[by],
            )
    for nomination in nominations[2:]:
        decide_nomination(
            nomination_id=nomination.pk,
            accept=True,
            reason="欢迎成为KOC",
            now=now,
            user=users[LEAD],
        )


def _best_of(role: str, generation: int) -> Member | None:
    """Return the strongest member with a role, if any."""
    scores = RoleScore.objects.of_generation(generation)
    holders = scores.filter(**{f"holds_{role}": True})
    ordered = holders.select_related("member").order_by(
        f"-{role}",
        "member_id",
    )
    best = ordered.first()
    return best.member if best else None


def _best_works(member: Member) -> list[Post]:
    """Return the two posts of a member with the most reactions."""
    posts = Post.objects.filter(author=member)
    return list(posts.order_by("-reaction_count", "-posted_at")[:2])
