"""Tiers of KOC: what differs between versions, and which may not go."""

from datetime import date

from koc.rules.tiers import (
    SHIPPED,
    Tier,
    changed_tiers,
    dropped_tiers,
    next_review,
    tiers_from,
)


def test_a_tier_is_reviewed_after_its_days() -> None:
    tier = Tier("core", "核心", "Core", 90)
    assert next_review(tier, date(2026, 1, 1)) == date(2026, 4, 1)


def test_only_tiers_that_differ_are_changes() -> None:
    core, rising, honorary = SHIPPED
    after = (core._replace(review_days=30), rising)
    changes = changed_tiers(SHIPPED, after, {"core": 4, "honorary": 1})
    assert [
        (one.before, one.after and one.after.key, one.members)
        for one in changes
    ] == [(core, "core", 4), (honorary, None, 1)]


def test_a_tier_that_somebody_has_is_missed() -> None:
    assert dropped_tiers(SHIPPED[:1], {"core": 3, "rising": 2}) == ["rising"]
    assert dropped_tiers(SHIPPED, {"core": 3, "rising": 2}) == []


def test_stored_tiers_are_read_as_they_were() -> None:
    assert tiers_from([tier._asdict() for tier in SHIPPED]) == SHIPPED
