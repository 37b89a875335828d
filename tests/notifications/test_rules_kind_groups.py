"""Every kind is in one group, and presets give a pace to all of a group."""

from notifications.labels import GROUP_LABELS
from notifications.rules.kind_groups import KIND_GROUPS, preset_paces
from notifications.rules.kinds import KINDS


def test_every_kind_is_in_one_group() -> None:
    grouped = [kind for kinds in KIND_GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(KINDS)
    assert set(KIND_GROUPS) == set(GROUP_LABELS)


def test_a_preset_is_for_its_group_only() -> None:
    assert preset_paces("data:off") == {
        "feed.silent": "off",
        "night.missing": "off",
        "personal_data.seen_in_bulk": "off",
    }
    assert set(preset_paces("all:digest")) == set(KINDS)
    assert preset_paces("all:shipped")["role.lost"] == "digest"


def test_an_unknown_preset_changes_nothing() -> None:
    for preset in ("", "all", "all:never", "nothing:off", ":off"):
        assert preset_paces(preset) == {}
