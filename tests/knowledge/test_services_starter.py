"""The shipped scripts: complete, readable, and drafts until approved."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Script, ScriptVersion
from knowledge.rules.slots import read_slots
from knowledge.selectors.starter import starter_scripts
from knowledge.services.starter import load_starter_scripts
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_there_are_thirty_for_every_scene() -> None:
    starters = starter_scripts()
    assert len(starters) >= 30
    assert {one.scene for one in starters} == set(Script.Scene.values)
    for field in ("key", "title", "title_en", "text"):
        values = {getattr(one, field) for one in starters}
        assert len(values) == len(starters), field


@pytest.mark.parametrize("starter", starter_scripts(), ids=lambda one: one.key)
def test_each_text_is_chinese_with_known_slots(starter: Any) -> None:
    assert any(slot.name == "nickname" for slot in read_slots(starter.text))
    assert not set(starter.text) & set(",.?!;:()'\"")
    assert "  " not in starter.text and "你" not in starter.text


def test_loaded_as_drafts_and_only_once(accounts: dict[str, Any]) -> None:
    count = load_starter_scripts(now=NOW, user=accounts["planner"])
    assert count == len(starter_scripts())
    states = set(ScriptVersion.objects.values_list("state", flat=True))
    assert states == {"draft"}
    Script.objects.filter(starter_key="rumour").update(title="改过的标题")
    assert load_starter_scripts(now=NOW, user=accounts["lead"]) == 0


def test_a_title_of_ones_own_is_left_alone(accounts: dict[str, Any]) -> None:
    call_command("load_scripts", author="planner")
    first = starter_scripts()[0]
    Script.objects.filter(title=first.title).update(starter_key="")
    assert load_starter_scripts(now=NOW, user=accounts["lead"]) == 0


def test_the_command_needs_an_author(accounts: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("load_scripts", author="nobody")
