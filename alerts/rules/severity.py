"""How severe an issue may be, suggested by what its reports say. Staff decide."""

from collections.abc import Mapping, Set
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
# A part that fails altogether where the driver needs it on the way: the screen
# with speed and camera, lights, the key.
NEEDED_PARTS = frozenset(
    {
        "air_conditioning",
        "cameras",
        "doors",
        "driver_assistance",
        "head_unit",
        "key",
        "lights",
    },
)
TOTAL_FAILURE = frozenset({"black_screen", "not_working"})
COSMETIC = frozenset({"yellowing", "peeling", "smell", "air_leak"})


class SuggestedSeverity(NamedTuple):
    """A level, and the entries of the lexicon that speak for it."""

    level: str
    signs: tuple[str, ...] = ()


def suggest_severity(facets: Mapping[str, Counts]) -> SuggestedSeverity:
    """Return the level that these counts by facet suggest, with its signs.

    Fire and rolling away are critical even if one report says so.
    """
    symptoms = leading_names(facets["symptoms"])
    parts = leading_names(facets["components"])
    critical = _critical_signs(facets, symptoms, parts)
    if critical:
        return SuggestedSeverity(CRITICAL, critical)
    high = _high_signs(symptoms, parts)
    if high:
        return SuggestedSeverity(HIGH, high)
    if symptoms and symptoms <= COSMETIC:
        return SuggestedSeverity(LOW, tuple(sorted(symptoms)))
    return SuggestedSeverity(NORMAL)


def _critical_signs(
    facets: Mapping[str, Counts],
    symptoms: Set[str],
    parts: Set[str],
) -> tuple[str, ...]:
    """Return what is dangerous, nothing if nothing is."""
    said = {
        name
        for name, count in facets["symptoms"]
        if count >= DANGEROUS_MENTIONS
    }
    dangers = (said & DANGEROUS) | (symptoms & DANGEROUS_LEADING)
    if dangers:
        return tuple(sorted(dangers))
    unsafe = symptoms & SAFETY_SYMPTOMS
    at_risk = parts & SAFETY_PARTS
    if at_risk and unsafe:
        return (*sorted(at_risk), *sorted(unsafe))
    return ()


def _high_signs(symptoms: Set[str], parts: Set[str]) -> tuple[str, ...]:
    """Return what keeps a car from being used as its driver expects: a part
    that guides it, what disables it, or what has failed altogether.
    """
    at_risk = parts & SAFETY_PARTS
    if at_risk and symptoms:
        return tuple(sorted(at_risk))
    disabling = symptoms & DISABLING
    if disabling:
        return tuple(sorted(disabling))
    failed = symptoms & TOTAL_FAILURE
    needed = parts & NEEDED_PARTS
    if failed and (needed or "black_screen" in failed):
        return (*sorted(needed), *sorted(failed))
    return ()
