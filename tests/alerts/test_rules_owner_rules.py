"""Which rule gives an issue its owner."""

from alerts.rules.owner_rules import (
    IssueTraits,
    OwnerCandidate,
    Rule,
    fits,
    fitting_rules,
    least_busy,
)

MATTER = IssueTraits(
    components=frozenset({"key", "doors"}),
    model_series=frozenset({"S5"}),
    circles=frozenset({7}),
    severity="high",
)


def test_a_rule_fits_if_every_condition_is_met() -> None:
    assert fits(Rule(1, 10, 5), MATTER), "no condition fits every issue"
    assert fits(Rule(1, 10, 5, "key", "S5", 7, "high"), MATTER)
    assert not fits(Rule(1, 10, 5, component="brakes"), MATTER)
    assert not fits(Rule(1, 10, 5, "key", model_series="M9"), MATTER)
    assert not fits(Rule(1, 10, 5, circle=8), MATTER)
    assert not fits(Rule(1, 10, 5, severity="critical"), MATTER)


def test_the_most_specific_rule_is_first_then_the_position() -> None:
    rules = [
        Rule(1, 1, 5),
        Rule(2, 20, 5, component="key"),
        Rule(3, 10, 5, severity="high"),
        Rule(4, 90, 5, component="key", model_series="S5"),
        Rule(5, 10, 5, component="brakes"),
        Rule(6, 10, 5, model_series="S5"),
    ]
    found = [rule.pk for rule in fitting_rules(rules, MATTER)]
    assert found == [4, 3, 6, 2, 1]
    assert [rule.pk for rule in fitting_rules(rules[::-1], MATTER)] == found


def test_the_default_is_who_has_the_fewest_issues() -> None:
    assert least_busy([]) is None
    assert least_busy([OwnerCandidate(9, 2), OwnerCandidate(4, 3)]) == 9
    assert least_busy([OwnerCandidate(9, 2), OwnerCandidate(4, 2)]) == 4
