"""Everything that is done with posts as they arrive: reports, alerts,
questions, escalations, suggestions.
"""

from datetime import datetime
from typing import NamedTuple

from alerts.services.owners import give_owners
from alerts.services.post_classification import (
    ClassificationRun,
    classify_new_posts,
)
from alerts.services.questions import escalate_questions
from alerts.services.suggestion_posts import (
    BATCHES_OF_A_TURN,
    SuggestionRun,
    read_suggestions,
)
from community.services.chat_reading import follow_declared_chats
from community.services.questions import scan_new_threads


class RunResult(NamedTuple):
    """What the classification did, threads scanned for questions, questions
    escalated, and what was read of suggestions.
    """

    classified: ClassificationRun
    threads: int
    escalated: int
    suggested: SuggestionRun


def process_new_posts(*, now: datetime) -> RunResult:
    """Classify every post that has arrived, give raised issues an owner, read
    questions, escalate those that wait too long, and read what posts suggest.
    """
    classified = classify_new_posts(now=now)
    give_owners(now=now)
    follow_declared_chats(now=now)
    threads = scan_new_threads()
    escalated = escalate_questions(now=now)
    suggested = read_suggestions(most_batches=BATCHES_OF_A_TURN)
    return RunResult(classified, threads, escalated, suggested)
