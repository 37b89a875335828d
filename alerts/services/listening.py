"""All that is done with posts as they arrive: voices, alerts, the facts of questions, escalations."""

from datetime import datetime
from typing import NamedTuple

from alerts.services.healing import escalate_questions
from alerts.services.watch import Watched, watch_new_posts
from community.services.questions import read_questions


class Listened(NamedTuple):
    """What the watch did, threads read for questions, questions escalated."""

    watched: Watched
    threads: int
    escalated: int


def listen(*, now: datetime) -> Listened:
    """Every post that has arrived is heard, its questions are read, and those that wait too long are escalated."""
    return Listened(watch_new_posts(now=now), read_questions(), escalate_questions(now=now))
