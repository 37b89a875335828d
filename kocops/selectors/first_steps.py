"""The first hour of an installation: five steps, each done as soon as its rows are there."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource, IngestBatch, PublishedGeneration
from common.db.counting import count_at_once, limited_count
from common.security.access import may, staff_accounts

# After so many published nights the first hour is over.
FIRST_NIGHTS = 2


class FirstStep(NamedTuple):
    """One step: what to do, why, and on which page; `number` counts from 1."""

    number: int
    name: str
    label: str | Promise
    why: str | Promise
    act: str | Promise
    url_name: str
    is_done: bool

    @property
    def href(self) -> str:
        """Return the address of the page of this step."""
        return reverse(self.url_name)


class FirstSteps(NamedTuple):
    """All steps, and the first that is not done; None if all are."""

    steps: list[FirstStep]
    next: FirstStep | None

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(step.is_done for step in self.steps)


_STEPS: tuple[tuple[str, Any, Any, Any, str], ...] = (
    (
        "account",
        _("Your account"),
        _("You have logged in; it can do everything."),
        _("See the accounts"),
        "accounts",
    ),
    (
        "source",
        _("A source"),
        _(
            "Say where your rows are from: the app, the forum, a shop system. "
            "Each has its time zone and its ids.",
        ),
        _("Make a source"),
        "activity:source_create",
    ),
    (
        "file",
        _("The first file"),
        _(
            "What did members do? A table with one row for each post, reply or "
            "login is enough: who, when, what.",
        ),
        _("Upload a file"),
        "activity:upload",
    ),
    (
        "night",
        _("The first night"),
        _(
            "Activity, states and roles are computed every night. The first "
            "one need not wait until then.",
        ),
        _("Run the first night"),
        "activity:night_list",
    ),
    (
        "team",
        _("The team"),
        _(
            "Add a colleague: members get somebody who looks after them, and "
            "everybody gets a page of what to do today.",
        ),
        _("Add a colleague"),
        "accounts",
    ),
)
# Which pages belong to which step.
STEP_PAGES = {
    "activity:source_list": "source",
    "activity:source_create": "source",
    "activity:source_detail": "source",
    "activity:upload": "file",
    "activity:upload_mapping": "file",
    "activity:upload_result": "file",
    "activity:batch_list": "file",
    "activity:batch_detail": "file",
    "activity:night_list": "night",
    "activity:night_detail": "night",
    "accounts": "team",
    "account_link": "team",
    "insights:overview": "",
    "insights:member_list": "",
    "teamwork:desk": "",
}


def read_first_steps(user: Any) -> FirstSteps:
    """Return the steps that the user may do, read from the rows there are."""
    accounts = staff_accounts()
    taken_in = IngestBatch.objects.filter(accepted__gt=0)
    counts = count_at_once(
        {
            "source": limited_count(EventSource.objects.all(), 1),
            "file": limited_count(taken_in, 1),
            "night": limited_count(PublishedGeneration.objects.all(), 1),
            "team": limited_count(accounts, 2),
        },
        user_id=user.pk,
    )
    done = {
        "account": True,
        "source": counts["source"] > 0,
        "file": counts["file"] > 0,
        "night": counts["night"] > 0,
        "team": counts["team"] > 1,
    }
    steps: list[FirstStep] = []
    for name, label, why, act, url_name in _STEPS:
        if may(user, url_name):
            number = len(steps) + 1
            step = FirstStep(
                number, name, label, why, act, url_name, done[name]
            )
            steps.append(step)
    open_steps = [step for step in steps if not step.is_done]
    return FirstSteps(steps, open_steps[0] if open_steps else None)


def shows_steps(view_name: str, user: Any, generation: int) -> bool:
    """Tell whether a page says which of the first steps comes next."""
    if view_name not in STEP_PAGES or generation > FIRST_NIGHTS:
        return False
    return may(user, "activity:upload", "POST")
