"""What the page of the funnel shows of a way and a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.ui.dashboards import with_query
from community.models import Post
from reports.labels import STAGE_LABELS
from reports.rules.cohorts import Cohort, month_end
from reports.rules.stages import STAGES_OF, Stage, Way
from reports.selectors.funnels import Funnel
from reports.selectors.stage_contents import NO_ROLE
from roles.models import RoleName
from roles.rules.columns import STRENGTH_FIELDS

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class StageLine:
    """A stage of a cohort: how many reached it in time, their share in percent,
    and the address of the list of them.
    """

    stage: Stage
    label: str
    members: int
    share: float
    median_days: float | None
    href: str


@dataclass(frozen=True)
class StageContent:
    """What members liked before a stage: how many liked anything, posts with
    their members, and members by the role of the author.
    """

    label: str
    members: int
    posts: list[tuple[Post, int]]
    roles: list[tuple[str, int]]


def stage_rows(way: Way, cohort: Cohort, stage: Stage) -> str:
    """Return the address of the members of a cohort who reached a stage."""
    last = month_end(cohort.month) - ONE_DAY
    return with_query(
        reverse("reports:stage_member_list"),
        {
            "way": way.value,
            "came_from": cohort.month.isoformat(),
            "came_until": last.isoformat(),
            "stage": stage.value,
        },
    )


def stage_lines(way: Way, cohort: Cohort) -> list[StageLine]:
    """Return the stages of a cohort in their order."""
    lines = []
    for one in cohort.stages:
        share = 100 * one.members / cohort.members if cohort.members else 0.0
        lines.append(
            StageLine(
                one.stage,
                str(STAGE_LABELS[one.stage]),
                one.members,
                share,
                one.median_days,
                stage_rows(way, cohort, one.stage),
            )
        )
    return lines


def stage_chart(funnel: Funnel) -> dict[str, Any]:
    """Return how many members of each month reached each stage in time; months
    that have not been watched for the whole time are left out.
    """
    months = [one.month for one in funnel.cohorts]
    href = with_query(
        reverse("reports:stage_member_list"),
        {"way": funnel.way.value, "came_from": "{x}", "came_until": "{end}"},
    )
    series = []
    for at, stage in enumerate(STAGES_OF[funnel.way]):
        data = []
        for one in funnel.cohorts:
            data.append(one.stages[at].members if one.is_whole else None)
        series.append(
            {
                "name": str(STAGE_LABELS[stage]),
                "data": data,
                "href": f"{href}&stage={stage.value}",
            }
        )
    return {
        "kind": "line",
        "stacked": False,
        "x": [month.isoformat() for month in months],
        "ends": [(month_end(one) - ONE_DAY).isoformat() for one in months],
        "series": series,
        "unit": pgettext("unit of an axis", "members"),
        "partial_last": "",
        "no_data": _("not yet watched for 90 days"),
    }


def stage_contents(funnel: Funnel) -> list[StageContent]:
    """Return what members of a way liked before each stage."""
    stored: Mapping[str, Any] = funnel.run.contents.get(funnel.way.value, {})
    keys = [key for one in stored.values() for key, _n in one["posts"]]
    posts = Post.objects.visible().select_related("author").in_bulk(keys)
    found = []
    for stage in STAGES_OF[funnel.way]:
        one = stored.get(stage.value)
        if one is None:
            continue
        shown = []
        for key, members in one["posts"]:
            if key in posts:
                shown.append((posts[key], members))
        label = str(STAGE_LABELS[stage])
        roles = _role_counts(one["roles"])
        found.append(StageContent(label, one["members"], shown, roles))
    return found


def _role_counts(stored: Mapping[str, int]) -> list[tuple[str, int]]:
    counts = []
    for role in STRENGTH_FIELDS:
        counts.append(
            (str(RoleName(role).label), stored.get(str(int(role)), 0))
        )
    counts.append((_("no role"), stored.get(NO_ROLE, 0)))
    return counts
