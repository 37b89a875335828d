"""How severe an issue may be, suggested by what its reports say. Staff decide."""

from collections.abc import Mapping
from typing import NamedTuple

from alerts.rules.facet_counts import Counts, leading_names

CRITICAL, HIGH, NORMAL, LOW = "critical", "high", "normal", "low"
LEVELS = (CRITICAL, HIGH, NORMAL, LOW)
# Dangerous whatever the part, once so many reports say it.
DANGEROUS = frozenset({"fire", "rolling"})
DANGEROUS_MENTIONS = 1
# Dangerous where it is what the issue is about.
DANGEROUS_LEADING = frozenset({"power_loss"})
# A car that cannot be steered or braked as its driver expects.
SAFETY_PARTS = frozenset({"brakes", "steering"})
SAFETY_SYMPTOMS = frozenset(
    {"not_working", "weak", "departure", "power_loss", "oil_leak", "cracked"},
)
# The car cannot be used, or is soon damaged.
DISABLING = frozenset(
    {
        "no_start",
        "will_not_charge",
        "stops_charging",
        "coolant_leak",
        "oil_leak",
        "oil_burning",
        "jerking",
        "departure",
        "drain",
    },
)
COSMETIC = frozenset({"yellowing", "peeling", "smell", "air_leak"})


class Suggestion(NamedTuple):
    """A level, and the entries of the lexicon that speak for it."""

    level: str
    signs: tuple[str, ...] = ()


def suggest_severity(facets: Mapping[str, Counts]) -> Suggestion:
    """Return the level that these counts by facet suggest, with its signs.

    Fire and rolling away are critical even if one report says so.
    """
    symptoms = leading_names(facets["symptoms"])
    parts = leading_names(facets["components"])
    said = {
        name
        for name, count in facets["symptoms"]
        if count >= DANGEROUS_MENTIONS
    }
    dangers = (said & DANGEROUS) | (symptoms & DANGEROUS_LEADING)
    if dangers:
        return Suggestion(CRITICAL, tuple(sorted(dangers)))
    unsafe = symptoms & SAFETY_SYMPTOMS
    at_risk = parts & SAFETY_PARTS
    if at_risk and unsafe:
        return Suggestion(CRITICAL, (*sorted(at_risk), *sorted(unsafe)))
    if at_risk and symptoms:
        return Suggestion(HIGH, tuple(sorted(at_risk)))
    disabling = symptoms & DISABLING
    if disabling:
        return Suggestion(HIGH, tuple(sorted(disabling)))
    if symptoms and symptoms <= COSMETIC:
        return Suggestion(LOW, tuple(sorted(symptoms)))
    return Suggestion(NORMAL)
