"""Signs in a text of what its clauses say.

The phrases of each are lists in `cue_lists/`, one phrase a line.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

from community.rules import adverts, car_brands
from community.rules.phrases import PhraseFinder


class Cue(StrEnum):
    """What a phrase is a sign of."""

    TROUBLE = "trouble"
    MAYBE_TROUBLE = "maybe_trouble"
    AGREEING = "agreeing"
    NOT_AGREEING = "not_agreeing"
    ASKING = "asking"
    WHETHER = "whether"
    PROSPECT = "prospect"
    HYPOTHESIS = "hypothesis"
    REPAIRED = "repaired"
    REPAIR_ACT = "repair_act"
    STILL = "still"
    INSTRUCTING = "instructing"
    REVIEWING = "reviewing"
    PRAISING = "praising"
    HEARSAY = "hearsay"
    WISHING = "wishing"
    OTHER_CAR = "other_car"
    BRAND = "brand"
    OWN = "own"
    DENYING = "denying"
    CHATTING = "chatting"
    SALE = "sale"
    SALE_HINT = "sale_hint"
    CONTACT = "contact"


def _read_lists(language: str) -> dict[str, list[str]]:
    """Return the phrases of a language by the name of their list."""
    path = Path(__file__).parent / "cue_lists" / f"{language}.txt"
    lists: dict[str, list[str]] = {}
    phrases: list[str] = []
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("[") and line.endswith("]"):
            phrases = lists.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            phrases.append(line)
    return lists


def _lists() -> dict[str, str]:
    phrases = {
        "sale": [adverts.SALE],
        "sale_hint": [adverts.SALE_HINT],
        "contact": [adverts.CONTACT],
        "brand": [car_brands.BRANDS_ZH, car_brands.BRANDS_EN],
    }
    for language in ("chinese", "english"):
        for name, found in _read_lists(language).items():
            phrases.setdefault(name, []).extend(found)
    return {cue.value: "|".join(phrases[cue.value]) for cue in Cue}


@cache
def cue_finder() -> PhraseFinder:
    """Return the finder of all cues, built once: most processes read no post."""
    return PhraseFinder(_lists())
