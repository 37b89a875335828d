"""Scripts and frequent questions of the demo team."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid5

from common.calendar import business_date
from common.security.access import COMMUNICATOR, LEAD, PLANNER
from community.models import Post
from knowledge.models import Script, ScriptVersion
from knowledge.services.approval import (
    approve_version,
    return_version,
    submit_version,
)
from knowledge.services.faq import (
    create_entry,
    publish_entry,
    record_author_consent,
)
from knowledge.services.scripts import begin_version, edit_draft
from knowledge.services.starter import load_starter_scripts
from knowledge.services.uses import note_answer
from kocops.demo.gear_sentences import ASKED, EXPLAINED
from members.models import Member
from teamwork.models import Interaction
from teamwork.services.interactions import log_interaction

ENTERED_AGO = timedelta(days=75)
APPROVED_AGO = timedelta(days=70)
ONE_DAY = timedelta(days=1)
# Days for which the approved ones are still valid, in turn.
VALID_DAYS = (110, 90, 150, 60)
APPROVED = (
    "first-welcome", "first-post", "invite-answer", "thanks-solution", "koc-nominate",
    "wake-busy", "wake-offroad", "wake-software", "notice-read", "notice-fixed", "apology",
    "complaint-silence", "rumour", "event-invite", "event-thanks", "graduation", "delivery-year",
    "photo-consent", "charging", "family",
)  # fmt: skip
EXPIRING = "delivery-year"
WAITING = "koc-review-thanks"
SENT_BACK = "test-drive"
REVISED = "first-welcome"
REVISED_TEXT = (
    "{nickname}您好，欢迎来到车友社区，我是{staff}。刚来先随便看看，不用急着说话。用车上有什么拿不准的，"
    "群里问或者直接找我都行。等您有空，很想听听您和{car}的第一个故事。"
)
TALKS = (
    ("first-welcome", "欢迎新车友，介绍了群里的规矩和几位老车友"),
    ("delivery-year", "提车周年问候，聊了聊这一年的用车感受"),
    ("family", "家里添了宝宝，问儿童座椅怎么装"),
    ("wake-busy", "最近忙，回复说有空再来"),
)
USES_EACH = 6
FAQ_COUNT = 5


class Team(NamedTuple):
    """Who writes and who approves."""

    author: Any
    approver: Any
    talker: Any


def plant_scripts(users: Mapping[str, Any], *, now: datetime) -> None:
    """Plant scripts, most of them approved, with uses; one expires soon, one
    waits for approval, one was sent back, one has a second version. Plant
    frequent questions in each state of consent.
    """
    team = Team(users[PLANNER], users[LEAD], users[COMMUNICATOR])
    load_starter_scripts(now=now - ENTERED_AGO, user=team.author)
    for number, key in enumerate(APPROVED):
        days = VALID_DAYS[number % len(VALID_DAYS)]
        if key == EXPIRING:
            days = 9
        _approve(_draft_of(key), days, team, now)
    _revise(team, now)
    _wait_and_send_back(team, now)
    _use(team, now)
    _plant_faq(team, now)


def _draft_of(key: str) -> ScriptVersion:
    script = Script.objects.get(starter_key=key)
    version: ScriptVersion = script.versions.get(state="draft")
    return version


def _approve(
    version: ScriptVersion,
    days: int,
    team: Team,
    now: datetime,
) -> None:
    """Submit a draft and approve it ten weeks ago, valid for days from now."""
    submit_version(
        version_id=version.pk,
        now=now - APPROVED_AGO - ONE_DAY,
        user=team.author,
    )
    approve_version(
        version_id=version.pk,
        valid_until=business_date(now) + days * ONE_DAY,
        now=now - APPROVED_AGO,
        user=team.approver,
    )


def _revise(team: Team, now: datetime) -> None:
    """Begin a second version of the welcome, which waits for approval."""
    script = Script.objects.get(starter_key=REVISED)
    at = now - 2 * ONE_DAY
    version = begin_version(script_id=script.pk, now=at, user=team.talker)
    edit_draft(
        version_id=version.pk,
        changes={"text": REVISED_TEXT},
        opened={},
        now=at,
        user=team.talker,
    )
    submit_version(version_id=version.pk, now=at, user=team.talker)


def _wait_and_send_back(team: Team, now: datetime) -> None:
    for key in (WAITING, SENT_BACK):
        at = now - 4 * ONE_DAY
        submit_version(
            version_id=_draft_of(key).pk,
            now=at,
            user=team.author,
        )
    returned = Script.objects.get(starter_key=SENT_BACK).versions.get()
    return_version(
        version_id=returned.pk,
        reason="先别提新车到店，开头先谢谢TA一路的反馈",
        now=now - 3 * ONE_DAY,
        user=team.approver,
    )


def _use(team: Team, now: datetime) -> None:
    """Log talks in which scripts were used, and note some answers."""
    members = Member.objects.filter(
        kind=Member.Kind.PERSON,
        primary_contact=team.talker,
    )
    chosen = list(members.order_by("-pk")[: USES_EACH * len(TALKS)])
    for number, member in enumerate(chosen):
        key, summary = TALKS[number % len(TALKS)]
        version = ScriptVersion.objects.get(
            script__starter_key=key,
            state="approved",
        )
        at = now - timedelta(days=50 - number * 2, hours=number % 5)
        row, _is_new = log_interaction(
            key=uuid5(NAMESPACE_OID, f"demo script {member.pk}"),
            member=member,
            now=at,
            user=team.talker,
            happened_at=at,
            channel=Interaction.Channel.WECOM,
            mood=Interaction.Mood.CALM,
            summary=summary,
            script_version=version.pk,
            was_quiet=key == "wake-busy",
        )
        if row.script_use_id is not None and number % 3 == 0:
            note_answer(
                use_id=row.script_use_id,
                now=at + ONE_DAY,
                user=team.talker,
            )


def _plant_faq(team: Team, now: datetime) -> None:
    """Take answers that helped into the FAQ: the first three authors agree,
    one does not, one was not asked.
    """
    for number, question in enumerate(ASKED[:FAQ_COUNT]):
        answers = Post.objects.filter(text__startswith=EXPLAINED[number])
        post = answers.order_by("posted_at", "pk").first()
        if post is None:
            continue
        entry = create_entry(
            post=post,
            question=question,
            answer=post.text,
            now=now - 20 * ONE_DAY,
            user=team.author,
        )
        if number == FAQ_COUNT - 1:
            continue
        is_given = number != FAQ_COUNT - 2
        record_author_consent(
            entry=entry,
            is_given=is_given,
            note="企业微信里回复的",
            now=now - 18 * ONE_DAY,
            user=team.talker,
        )
        if is_given:
            publish_entry(
                entry_id=entry.pk,
                now=now - 17 * ONE_DAY,
                user=team.author,
            )
