"""A policy is a version: previewed, kept with its reason, and what the next night goes by."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activity.models import NightlyRun
from kocops.nightly import open_night_of, run_nightly
from members.models import Member
from roles.models import RolePolicy, RoleScore, RoleSpell
from roles.rules.contributions import SHIPPED_WEIGHTS, RoleRules
from roles.rules.limits import Limits
from roles.rules.strength import (
    Role,
)
from roles.selectors.preview import preview_rules
from roles.services.overrides import override_role
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.roles.community import TONIGHT, ingest_community, member

pytestmark = pytest.mark.django_db


def asked(**changes: Any) -> dict[str, Any]:
    weights = {
        f"weight_{contribution_type.name.lower()}": weight
        for contribution_type, weight in SHIPPED_WEIGHTS.items()
    }
    return {**asdict(Limits()), **weights, "note": "宽一些", **changes}


@pytest.fixture
def tonight(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    ingest_community(EventSourceFactory())
    run_nightly(business_date=TONIGHT, clock=lambda: NOW)


def tomorrow() -> int:
    night = run_nightly(
        business_date=TONIGHT + timedelta(days=1),
        clock=lambda: NOW + timedelta(days=1),
    )
    return night.generation


def test_every_score_says_by_which_version(tonight: None) -> None:
    assert RolePolicy.objects.get().version == 1
    assert set(RoleScore.objects.values_list("policy_version", flat=True)) == {
        1,
    }


def test_other_limits_are_previewed_stored_and_followed(
    tonight: None,
    as_role: Any,
) -> None:
    client, address = as_role("analyst"), reverse("roles:policy_create")
    wanted = asked(threshold=95.0, half_strength_units=30)
    shown = client.post(address, wanted)
    change = shown.context["preview"].changes[Role.GEEK]
    assert (change.holders, change.gaining, change.losing) == (1, 0, 1)
    assert {row["member"] for row in shown.context["preview"].shown} == {
        member("geek"),
        member("eye"),
    }
    assert RolePolicy.objects.count() == 1, "a preview keeps nothing"
    other = client.post(
        address,
        asked(threshold=90.0, confirmed=shown.context["entered"]),
    )
    assert other.context["preview"] and RolePolicy.objects.count() == 1, (
        "nothing is kept that was not previewed"
    )
    kept = client.post(
        address,
        {**wanted, "confirmed": shown.context["entered"]},
    )
    policy = RolePolicy.objects.newest()
    assert kept["Location"] == policy.get_absolute_url()
    assert (policy.version, policy.limits["threshold"], policy.note) == (
        2,
        95.0,
        "宽一些",
    )
    assert client.get(policy.get_absolute_url()).context["in_force"]
    panel = f"{member('geek').get_absolute_url()}panels/roles/"
    assert "v1" in client.get(panel).content.decode(), (
        "what is shown was decided by the old"
    )
    generation = tomorrow()
    assert set(
        RoleScore.objects.filter(generation=generation).values_list(
            "policy_version",
            flat=True,
        ),
    ) == {2}
    spell = RoleSpell.objects.get(member=member("geek"))
    assert (spell.ended_on, spell.low_since) == (
        None,
        TONIGHT + timedelta(days=1),
    ), "given up only after the grace"


def test_a_contribution_without_weight_makes_no_role(
    tonight: None,
    as_role: Any,
) -> None:
    client, address, wanted = (
        as_role("analyst"),
        reverse("roles:policy_create"),
        asked(weight_admired=0),
    )
    client.post(
        address,
        {
            **wanted,
            "confirmed": client.post(address, wanted).context["entered"],
        },
    )
    generation = tomorrow()
    assert not RoleScore.objects.filter(
        generation=generation,
        member=member("eye"),
        aesthetic__gt=0,
    ).exists()
    assert RoleScore.objects.filter(
        generation=generation,
        member=member("geek"),
        geek__gt=50,
    ).exists()


def test_limits_by_which_three_friends_make_a_role_are_refused(
    tonight: None,
    as_role: Any,
) -> None:
    answer = as_role("analyst").post(
        reverse("roles:policy_create"),
        asked(threshold=40, confirmed="1"),
    )
    assert answer.status_code == 422
    assert "三位好友" in answer.content.decode()
    assert RolePolicy.objects.count() == 1


def test_before_the_first_night_there_is_nothing_to_preview(
    as_role: Any,
) -> None:
    assert (
        as_role("analyst")
        .post(reverse("roles:policy_create"), asked())
        .status_code
        == 409
    )


def test_a_night_from_before_policies_is_planned_again(
    tonight: None,
) -> None:
    """Also one that was to take in what came since the published one of the same date."""
    cut_off = open_night_of(business_date=TONIGHT, now=NOW, again=True)
    NightlyRun.objects.filter(pk=cut_off.pk).update(
        pinned={"dormancy": cut_off.pinned["dormancy"]},
    )
    done = run_nightly(business_date=TONIGHT, clock=lambda: NOW)
    assert (done.state, done.pinned["roles"]) == (
        NightlyRun.State.DONE,
        {"policy": 1, "echo_sources": []},
    )
    assert done.generation == cut_off.generation + 1


def test_a_version_never_changes(tonight: None) -> None:
    with pytest.raises(ValidationError):
        RolePolicy.objects.get().save()


def test_a_policy_never_moves_what_staff_decided(
    tonight: None,
    django_user_model: Any,
) -> None:
    decided = {
        "holds": True,
        "reason": "线下很热心",
        "until": NOW.date() + timedelta(days=9),
        "now": NOW,
    }
    override_role(
        member=member("geek"),
        role=Role.GEEK,
        today=NOW.date(),
        user=django_user_model.objects.create(username="lead"),
        **decided,
    )
    preview = preview_rules(
        RoleRules(
            Limits(threshold=95.0, half_strength_units=30),
            SHIPPED_WEIGHTS,
            0,
        ),
    )
    assert {row["member"] for row in preview.shown} == {member("eye")}


def test_members_who_are_not_counted_are_not_previewed(
    tonight: None,
    as_role: Any,
) -> None:
    Member.objects.filter(pk=member("geek").pk).update(kind=Member.Kind.STAFF)
    preview = (
        as_role("analyst")
        .post(
            reverse("roles:policy_create"),
            asked(threshold=95.0, half_strength_units=30),
        )
        .context["preview"]
    )
    assert {row["member"] for row in preview.shown} == {member("eye")}
