"""KOC status of members, and what shows who is a real owner."""

from koc.models.owners import OwnerRound, OwnerScore
from koc.models.roster import REASON_LENGTH, KocChange, KocPolicy, KocSpell

__all__ = [
    "REASON_LENGTH",
    "KocChange",
    "KocPolicy",
    "KocSpell",
    "OwnerRound",
    "OwnerScore",
]
