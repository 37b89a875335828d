"""Issues and their reports, what the clustering remembers, and what staff do about it."""

from alerts.models.care import OwnerNotice, QuestionCare
from alerts.models.clustering import ClassificationState, IssueCorrection
from alerts.models.decisions import NOTE_LENGTH, Alert, IssueChange
from alerts.models.issues import (
    FIX_NOTE_LENGTH,
    NAME_LENGTH,
    Issue,
)
from alerts.models.lexicon import (
    ENTRY_LENGTH,
    PHRASE_LENGTH,
    FacetField,
    LexiconEntry,
    PhraseCount,
    WordProposal,
    own_label,
)
from alerts.models.owners import MAX_POSITION, OwnerRule
from alerts.models.reports import IssueReport

__all__ = [
    "ENTRY_LENGTH",
    "FIX_NOTE_LENGTH",
    "MAX_POSITION",
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "PHRASE_LENGTH",
    "Alert",
    "ClassificationState",
    "FacetField",
    "Issue",
    "IssueChange",
    "IssueCorrection",
    "IssueReport",
    "LexiconEntry",
    "OwnerNotice",
    "OwnerRule",
    "PhraseCount",
    "QuestionCare",
    "WordProposal",
    "own_label",
]  # fmt: skip
