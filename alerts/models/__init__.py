"""Issues and their reports, what the clustering remembers, and what staff do about it."""

from alerts.models.care import OwnerNotice, QuestionCare
from alerts.models.clustering import ClassificationState, IssueCorrection
from alerts.models.decisions import NOTE_LENGTH, Alert, IssueChange
from alerts.models.engineering import (
    ANSWER_LENGTH,
    DifferentIssues,
    EngineeringTicket,
    PublicAnswer,
    TicketAnswer,
)
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
from alerts.models.questions import (
    CHANNEL_LENGTH,
    INVITATION_LENGTH,
    LINK_LENGTH,
    HelperInvitation,
    QuestionAct,
)
from alerts.models.reports import IssueReport
from alerts.models.suggestions import (
    MAX_PROMISED_DAYS,
    SUGGESTION_LENGTH,
    Suggestion,
    SuggestionChange,
    SuggestionCursor,
    SuggestionNotice,
    SuggestionPost,
)

__all__ = [
    "ANSWER_LENGTH",
    "CHANNEL_LENGTH",
    "ENTRY_LENGTH",
    "FIX_NOTE_LENGTH",
    "INVITATION_LENGTH",
    "LINK_LENGTH",
    "MAX_POSITION",
    "MAX_PROMISED_DAYS",
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "PHRASE_LENGTH",
    "SUGGESTION_LENGTH",
    "Alert",
    "ClassificationState",
    "DifferentIssues",
    "EngineeringTicket",
    "FacetField",
    "HelperInvitation",
    "Issue",
    "IssueChange",
    "IssueCorrection",
    "IssueReport",
    "LexiconEntry",
    "OwnerNotice",
    "OwnerRule",
    "PhraseCount",
    "PublicAnswer",
    "QuestionAct",
    "QuestionCare",
    "Suggestion",
    "SuggestionChange",
    "SuggestionCursor",
    "SuggestionNotice",
    "SuggestionPost",
    "TicketAnswer",
    "WordProposal",
    "own_label",
]  # fmt: skip
