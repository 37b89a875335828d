"""The help page: what each role does in a day, the keys, and the words."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.security.access import (
    ADMIN,
    ANALYST,
    COMMUNICATOR,
    LEAD,
    PLANNER,
    ROLE_LABELS,
    may,
    roles_of,
)


class Task(NamedTuple):
    """Something that a role does: where, and what it is good for."""

    url_name: str
    label: Promise
    why: Promise
    query: str = ""


TASKS: dict[str, tuple[Task, ...]] = {
    COMMUNICATOR: (
        Task(
            "teamwork:desk",
            gettext_lazy("Begin with today"),
            gettext_lazy(
                "Promises that are due, members who cool down, newcomers "
                "whom nobody has answered.",
            ),
        ),
        Task(
            "alerts:question_list",
            gettext_lazy("Answer questions"),
            gettext_lazy(
                "Those that have waited longest first; or invite a member "
                "who knows the answer.",
            ),
            "status=waiting",
        ),
        Task(
            "insights:member_list",
            gettext_lazy("Look after your members"),
            gettext_lazy(
                "Under “Mine” stand those whose contact you are. Log every "
                "talk: press n on a member's page.",
            ),
        ),
        Task(
            "alerts:notice_list",
            gettext_lazy("Tell owners what became of their reports"),
            gettext_lazy("An owner who gets an answer reports again."),
        ),
    ),
    PLANNER: (
        Task(
            "teamwork:nomination_list",
            gettext_lazy("Judge nominations"),
            gettext_lazy("Read the works, give scores, say why."),
            "state=open",
        ),
        Task(
            "roles:role_board",
            gettext_lazy("Find who could write or show something"),
            gettext_lazy(
                "Who is strong in which role, with the posts that show it.",
            ),
        ),
        Task(
            "insights:segment_list",
            gettext_lazy("Choose whom a topic or an event is for"),
            gettext_lazy(
                "Say the conditions once; the list renews itself every night.",
            ),
        ),
        Task(
            "community:post_list",
            gettext_lazy("Read what they say"),
            gettext_lazy("Search by words, circle and day."),
        ),
    ),
    ANALYST: (
        Task(
            "activity:night_list",
            gettext_lazy("Check that the night has run"),
            gettext_lazy("All figures are as of the last night."),
        ),
        Task(
            "activity:source_list",
            gettext_lazy("Check that every source still sends"),
            gettext_lazy("A silent source keeps states from changing."),
        ),
        Task(
            "activity:batch_list",
            gettext_lazy("Mend rejected rows"),
            gettext_lazy("Download them, mend the cells, send them again."),
            "state=rejected",
        ),
        Task(
            "lifecycle:dormancy_board",
            gettext_lazy("Watch who cools down"),
            gettext_lazy("Each state says why, and how to object to it."),
        ),
    ),
    LEAD: (
        Task(
            "alerts:issue_list",
            gettext_lazy("Give each alert an owner"),
            gettext_lazy("A red number in the menu has none."),
            "alerted=true&open=true",
        ),
        Task(
            "teamwork:workload",
            gettext_lazy("See who has too much"),
            gettext_lazy("Hand members over, name a stand-in for holidays."),
        ),
        Task(
            "teamwork:nomination_list",
            gettext_lazy("Decide nominations"),
            gettext_lazy("The planner and the analyst have said their part."),
            "state=open",
        ),
        Task(
            "insights:overview",
            gettext_lazy("Look at the week"),
            gettext_lazy("Who came, who went, what changed."),
        ),
    ),
    ADMIN: (
        Task(
            "accounts",
            gettext_lazy("Add colleagues"),
            gettext_lazy("They get a link and set their own password."),
        ),
        Task(
            "integrations:connection_list",
            gettext_lazy("Keep the connections running"),
            gettext_lazy("Each says when it last brought rows."),
        ),
        Task(
            "integrations:message_list",
            gettext_lazy("See what could not be sent"),
            gettext_lazy("Messages that are stuck, with the reason."),
            "stuck=true",
        ),
        Task(
            "start",
            gettext_lazy("Go through the first steps"),
            gettext_lazy("What a new installation needs, in order."),
        ),
    ),
}


def help_page(request: HttpRequest) -> HttpResponse:
    """Show what the reader's roles do, then the others, keys and words."""
    held = roles_of(request.user)
    roles = []
    for role, tasks in TASKS.items():
        shown = [_shown(task) for task in tasks if _may(request, task)]
        roles.append(
            {
                "label": ROLE_LABELS[role],
                "is_own": role in held,
                "tasks": shown,
            },
        )
    roles.sort(key=lambda one: not one["is_own"])
    context = {"title": _("Help"), "roles": roles}
    return render(request, "help.html", context)


def _may(request: HttpRequest, task: Task) -> bool:
    return may(request.user, task.url_name)


def _shown(task: Task) -> dict[str, Any]:
    query = f"?{task.query}" if task.query else ""
    href = reverse(task.url_name) + query
    return {"label": task.label, "why": task.why, "href": href}
