"""What immunity shows on the page of an issue and above the questions, and what
it asks for once a crisis is over.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse

from alerts.models import Issue
from common.security.access import may
from immunity.labels import share_text
from immunity.selectors.crises import case_of, lacks_case_file
from immunity.selectors.memory import remember
from immunity.selectors.mood_answers import AnswerTone, read_answer_tone
from immunity.selectors.mood_crises import read_crisis_mood


def case_form_address(issue: Issue, user: Any) -> str:
    """Return where the case file of a closed issue is written, "" if none is
    to be written, or not by this colleague.
    """
    if not lacks_case_file(issue):
        return ""
    if not may(user, "immunity:case_create", "POST"):
        return ""
    return reverse("immunity:case_create", args=[issue.pk])


def issue_memory(issue: Issue, _now: datetime) -> dict[str, Any] | None:
    """Return the case file of an issue, or the past crises that it resembles;
    None where there is no memory to compare with.
    """
    case = case_of(issue)
    memory = remember(issue) if case is None else None
    is_lacking = lacks_case_file(issue)
    if case is None and not is_lacking and not (memory and memory.cases):
        return None
    return {
        "case": case,
        "memory": memory,
        "lacks_case_file": is_lacking,
        "case_form": reverse("immunity:case_create", args=[issue.pk]),
    }


def issue_mood(issue: Issue, now: datetime) -> dict[str, Any] | None:
    """Return the mood before, during and after the alert of an issue; None if
    it raised none.
    """
    mood = read_crisis_mood(issue, now)
    if mood is None:
        return None
    rows = []
    for period in mood.periods:
        text = ""
        if period.since is not None:
            text = share_text(period.share, period.posts)
        rows.append((period, text))
    return {"rows": rows, "models": mood.models}


def answer_tone(now: datetime) -> dict[str, Any]:
    """Return the tone of askers before and after an answer."""
    tone: AnswerTone = read_answer_tone(now)
    return {
        "tone": tone,
        "answered": share_text(tone.answered.share, tone.answered.askers),
        "unanswered": share_text(
            tone.unanswered.share, tone.unanswered.askers
        ),
    }
