"""Which symptom can be said of which part.

A part of the car makes noises, a dealer delays, an app crashes. Without this
"three weeks after delivery the brakes squeak" would be a noise of the delivery.
An entry that a brand has added pairs with everything.
"""

from alerts.rules.lexicon import CAR_PARTS, CAR_SYMPTOMS
from alerts.rules.service_lexicon import (
    FUNCTION_SYMPTOMS,
    FUNCTIONS,
    JOURNEYS,
    SERVICE_SYMPTOMS,
)

# Symptoms of the car that are also said of dealers and makers.
DEALINGS = frozenset({"deceived", "broken_promise"})
# Symptoms of the car that are also said of an app or a charging pile.
WORKINGS = frozenset(
    {"not_working", "frozen", "black_screen", "warning", "no_update", "fire"},
)
# Symptoms of functions that no part of the car has.
DIGITAL = frozenset({"login_failed", "not_synced", "no_message"})
# Symptoms that say when, not what.
CIRCUMSTANCES = frozenset({"update_trouble"})
# Parts that are talked about without anything being wrong with them.
TOPICS = frozenset({"price", "equipment", "consumption", *JOURNEYS})


def can_pair(part: str, symptom: str) -> bool:
    """Return whether a symptom can be said of a part."""
    if symptom in CIRCUMSTANCES:
        return False
    if symptom in SERVICE_SYMPTOMS or symptom in DIGITAL:
        return part not in CAR_PARTS
    if part in JOURNEYS:
        return symptom in DEALINGS or _is_own(symptom)
    if part in FUNCTIONS and symptom in CAR_SYMPTOMS:
        return symptom in DEALINGS or symptom in WORKINGS
    return True


def _is_own(symptom: str) -> bool:
    return symptom not in CAR_SYMPTOMS and symptom not in FUNCTION_SYMPTOMS
