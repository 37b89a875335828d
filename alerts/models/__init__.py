"""Issues and their voices, what the clustering remembers, and what staff do about it."""

from alerts.models.care import OwnerNotice, QuestionCare
from alerts.models.clustering import IssueCorrection, WatchState
from alerts.models.issues import NOTE_LENGTH, Alert, Issue, IssueChange, Placement

__all__ = [
    "NOTE_LENGTH", "Alert", "Issue", "IssueChange", "IssueCorrection", "OwnerNotice", "Placement", "QuestionCare",
    "WatchState",
]  # fmt: skip
