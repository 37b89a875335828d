"""Issues and their reports, what the clustering remembers, and what staff do about it."""

from alerts.models.care import OwnerNotice, QuestionCare
from alerts.models.clustering import ClassificationState, IssueCorrection
from alerts.models.issues import (
    NOTE_LENGTH,
    Alert,
    Issue,
    IssueChange,
    IssueReport,
)

__all__ = [
    "NOTE_LENGTH",
    "Alert",
    "ClassificationState",
    "Issue",
    "IssueChange",
    "IssueCorrection",
    "IssueReport",
    "OwnerNotice",
    "QuestionCare",
]  # fmt: skip
