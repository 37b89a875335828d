"""Everything that is done with posts as they arrive: reports, alerts,
questions, escalations.
"""

from datetime import datetime
from typing import NamedTuple

from alerts.services.post_classification import (
    ClassificationRun,
    classify_new_posts,
)
from alerts.services.questions import escalate_questions
from community.services.chat_reading import follow_declared_chats
from community.services.questions import scan_new_threads


class RunResult(NamedTuple):
    """What the classification did, threads scanned for questions, and
    questions escalated.
    """

    classified: ClassificationRun
    threads: int
    escalated: int


def process_new_posts(*, now: datetime) -> RunResult:
    """Classify every post that has arrived, read its questions, and escalate
    those that wait too long.
    """
    classified = classify_new_posts(now=now)
    follow_declared_chats(now=now)
    threads = scan_new_threads()
    escalated = escalate_questions(now=now)
    return RunResult(classified, threads, escalated)
