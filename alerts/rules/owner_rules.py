"""Who becomes responsible for a raised issue: by a rule, else the default."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Rule(NamedTuple):
    """A rule for owners. An empty condition fits every issue; circle 0 is
    none.
    """

    pk: int
    position: int
    owner: int
    component: str = ""
    model_series: str = ""
    circle: int = 0
    severity: str = ""

    @property
    def conditions(self) -> int:
        """Return how many conditions are set."""
        asked = (
            self.component,
            self.model_series,
            self.circle,
            self.severity,
        )
        return sum(map(bool, asked))


class IssueTraits(NamedTuple):
    """What rules look at: the leading parts and models of an issue, the
    circles of most of its reporters, and its severity.
    """

    components: frozenset[str]
    model_series: frozenset[str]
    circles: frozenset[int]
    severity: str


class OwnerCandidate(NamedTuple):
    """A colleague who can be given issues, and how many open ones they have."""

    user: int
    open_issues: int


def fits(rule: Rule, matter: IssueTraits) -> bool:
    """Return whether an issue meets every condition of a rule."""
    return (
        (not rule.component or rule.component in matter.components)
        and (not rule.model_series or rule.model_series in matter.model_series)
        and (not rule.circle or rule.circle in matter.circles)
        and (not rule.severity or rule.severity == matter.severity)
    )


def fitting_rules(rules: Iterable[Rule], matter: IssueTraits) -> list[Rule]:
    """Return the rules that fit, the most specific first; of equally specific
    ones that of the lower position.
    """
    found = [rule for rule in rules if fits(rule, matter)]
    found.sort(key=lambda rule: (-rule.conditions, rule.position, rule.pk))
    return found


def least_busy(candidates: Sequence[OwnerCandidate]) -> int | None:
    """Return the colleague with the fewest open issues, the first account
    among equals; None if there is nobody.
    """
    if not candidates:
        return None
    chosen = min(candidates, key=lambda one: (one.open_issues, one.user))
    return chosen.user
