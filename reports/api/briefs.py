"""The API of reports: the weekly brief, and the targets of its figures."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.rules.calendar import monday_of
from activity.selectors.freshness import freshness_of
from common.api.viewsets import KnownParameters
from common.calendar import business_today
from common.security.access import SEGMENTERS, STAFF, Access
from insights.selectors.facets import FACETS
from reports.forms import BriefFilterForm
from reports.models import FigureTarget
from reports.rules.weeks import FIRST_WEEK, ONE_WEEK, last_whole_week
from reports.selectors.brief_lines import Brief, FigureLine
from reports.selectors.briefs import read_brief
from reports.serializers import BriefSerializer, TargetsSerializer
from reports.services.targets import save_targets

READ = "dashboards:read"


class BriefApi(KnownParameters, APIView):
    """The weekly brief: each figure of a week against the 12 weeks before and
    its target, with the address of the rows behind it.
    """

    access = Access(read=STAFF, read_scope=READ)
    query_parameters = ("week", *FACETS)

    @extend_schema(
        parameters=[
            OpenApiParameter("week", date, description="A day of the week."),
            OpenApiParameter("city", str),
            OpenApiParameter("model_series", str),
            OpenApiParameter("circle", int, description="Number of a circle."),
            OpenApiParameter("segment", int, description="Of a segment."),
        ],
        responses=BriefSerializer,
        operation_id="weekly_brief_retrieve",
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        form = BriefFilterForm(request.query_params)
        cleaned = form.understood()
        if form.errors:
            wrong = {}
            for name, errors in form.errors.items():
                wrong[name] = [str(error) for error in errors]
            raise exceptions.ValidationError(wrong)
        latest = last_whole_week(business_today(now))
        week = _week_of(request.query_params.get("week", ""), latest)
        freshness = freshness_of(request, now)
        brief = read_brief(
            user=None if request.auth else request.user,
            week=week,
            cleaned=cleaned,
            freshness=freshness,
            now=now,
            is_latest=week == latest,
        )
        return Response({**described(brief), "as_of": freshness.as_of()})


def _week_of(text: str, latest: date) -> date:
    """Return the Monday of the week of a day. Errors: ValidationError for what
    is no day of a week that is over.
    """
    if not text:
        return latest
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise exceptions.ValidationError(
            {"week": [_("Not a day, such as 2026-11-23: %s") % text]},
        ) from error
    if not FIRST_WEEK <= day < latest + ONE_WEEK:
        raise exceptions.ValidationError(
            {"week": [_("This week is not over, or too long ago.")]},
        )
    return monday_of(day)


def described(brief: Brief) -> dict[str, Any]:
    """Return a brief as the API answers it."""
    figures = []
    for one in brief.sections:
        for line in one.lines:
            figures.append(_figure(one.section.name, line))
    return {
        "week": brief.week,
        "last_day": brief.last_day,
        "computed_until": brief.computed_until,
        "is_complete": brief.is_complete,
        "figures": figures,
    }


def _figure(section: str, line: FigureLine) -> dict[str, Any]:
    finding = line.finding
    return {
        "name": line.figure.name,
        "label": line.label,
        "section": section,
        "value": finding.value,
        "before": finding.before,
        "low": finding.low,
        "high": finding.high,
        "verdict": finding.verdict.value,
        "sentence": line.sentence,
        "target": line.aim,
        "is_missed": line.is_missed,
        "rows": line.href,
    }


class FigureTargetApi(KnownParameters, APIView):
    """What the figures of the brief should reach each week."""

    access = Access(
        read=STAFF,
        write=SEGMENTERS,
        read_scope=READ,
        write_scope="targets:write",
    )

    @extend_schema(
        responses=TargetsSerializer,
        operation_id="figure_targets_retrieve",
    )
    def get(self, request: Request) -> Response:
        return Response(_stored())

    @extend_schema(
        request=TargetsSerializer,
        responses=TargetsSerializer,
        operation_id="figure_targets_update",
    )
    def patch(self, request: Request) -> Response:
        """Set targets; null takes one away, what is not sent stays."""
        serializer = TargetsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        save_targets(
            values=dict(serializer.validated_data),
            user=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
        )
        return Response(_stored())


def _stored() -> dict[str, float]:
    return dict(FigureTarget.objects.values_list("figure", "target"))
