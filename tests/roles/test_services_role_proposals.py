"""Who is close to a role is suggested, and what staff answered is remembered."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from activity.models import NightlyRun, PublishedGeneration
from common.db.partitions import attach_generation, prepare_generation
from common.errors import DomainError
from members.models import Member
from roles.models import RoleOverride, RoleScore, RoleSuggestionAnswer
from roles.selectors.role_proposals import read_role_proposals
from roles.services.role_proposals import answer_role_proposal
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def score(
    member: Member,
    *,
    geek: float = 0,
    social: float = 0,
    confidence: float = 0.8,
    holds: bool = False,
) -> None:
    sure = {
        "geek_confidence": confidence,
        "social_confidence": confidence,
        "aesthetic_confidence": 0,
    }
    held = {
        "holds_geek": holds,
        "holds_social": holds,
        "holds_aesthetic": False,
    }
    strengths = {"geek": geek, "social": social, "aesthetic": 0}
    RoleScore.objects.create(
        generation=1,
        member=member,
        primary=-1,
        **sure,
        **held,
        **strengths,
    )


@pytest.fixture
def people() -> dict[str, Member]:
    prepare_generation(RoleScore, 1)
    attach_generation(RoleScore, 1)
    made = {
        name: MemberFactory()
        for name in ("both", "far", "unsure", "holds", "near", "merged")
    }
    score(made["both"], geek=48, social=46)
    score(made["far"], geek=44)
    score(made["unsure"], geek=49, confidence=0.4)
    score(made["holds"], geek=46, social=46, holds=True)
    score(made["near"], social=47)
    score(made["merged"], social=47)
    Member.objects.filter(pk=made["merged"].pk).update(
        merged_into=made["near"],
    )
    return made


def suggested(today: Any = TODAY) -> list[tuple[int, int]]:
    return [
        (one.member.pk, one.role)
        for one in read_role_proposals(generation=1, today=today)
    ]


def answer(
    member: Member,
    role: int,
    said: str,
    user: Any = None,
) -> RoleSuggestionAnswer:
    asked = {"generation": 1, "now": NOW, "today": TODAY, "user": user}
    return answer_role_proposal(member=member, role=role, answer=said, **asked)


def test_close_and_confident_members_are_suggested(
    people: dict[str, Member],
) -> None:
    both, near = people["both"].pk, people["near"].pk
    assert suggested() == [(both, 0), (near, 1), (both, 1)]


def test_each_answer_is_remembered_for_its_time(
    people: dict[str, Member],
) -> None:
    both, near = people["both"], people["near"]
    answer(near, 1, "ignored")
    answer(both, 1, "rejected")
    assert suggested() == [(both.pk, 0)]
    assert suggested(TODAY + timedelta(days=30)) == [
        (both.pk, 0),
        (near.pk, 1),
    ]
    assert suggested(TODAY + timedelta(days=180)) == [
        (both.pk, 0),
        (near.pk, 1),
        (both.pk, 1),
    ]
    assert not RoleOverride.objects.exists()


def test_accepted_the_role_is_held_with_its_reason(
    people: dict[str, Member],
    accounts: dict[str, Any],
) -> None:
    made = answer(people["both"], 0, "accepted", accounts["lead"])
    override = RoleOverride.objects.get()
    assert (override.member, override.role, override.holds) == (
        people["both"],
        0,
        True,
    )
    assert override.until == made.quiet_until == TODAY + timedelta(days=180)
    assert "48" in override.reason
    with pytest.raises(DomainError) as again:
        answer(people["both"], 0, "rejected")
    assert again.value.code == "not_suggested"


def test_the_page_takes_the_answer(
    people: dict[str, Member],
    as_role: Any,
) -> None:
    night = NightlyRun.objects.create(
        business_date=TODAY,
        mode="full",
        state="done",
        generation=1,
        events_through=0,
        started_at=NOW,
        finished_at=NOW,
    )
    seen = {
        "night": night,
        "generation": 1,
        "business_date": TODAY,
        "events_through": 0,
        "published_at": NOW,
    }
    PublishedGeneration.objects.create(**seen)
    address = reverse("roles:role_proposal_board")
    communicator = as_role("communicator")
    assert len(communicator.get(address).context["proposals"]) == 3
    to = reverse("roles:role_proposal_answer", args=[people["near"].pk])
    communicator.post(to, {"role": "1", "answer": "rejected"})
    communicator.post(to, {"role": "1", "answer": "maybe"})
    row = RoleSuggestionAnswer.objects.get()
    assert (row.answer, row.answered_by.username) == (
        "rejected",
        "communicator",
    )
    page = as_role("planner").get(address)
    assert not page.context["may_answer"]
    assert list(page.context["answers"]) == [row]
