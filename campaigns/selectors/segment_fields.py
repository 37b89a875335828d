"""Segment fields about campaigns; kocops/composition.py adds them to those of
insights.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.models import Participant, PlanMember
from campaigns.models.choices import Arm
from insights.selectors.segment_field_kinds import RelatedWords


def _audiences() -> QuerySet[Any]:
    return PlanMember.objects.filter(arm=Arm.AUDIENCE)


def _sign_ups() -> QuerySet[Any]:
    return Participant.objects.all().signed_up()


def _attendances() -> QuerySet[Any]:
    return Participant.objects.all().attended()


def _field(
    name: str, label: Any, rows: Callable[[], QuerySet[Any]]
) -> RelatedWords:
    return RelatedWords(
        name=name,
        label=label,
        rows=rows,
        column="campaign__title",
    )


CAMPAIGN_FIELDS = (
    _field("campaign", _("In the audience of the campaign"), _audiences),
    _field("signed_up", _("Signed up for the campaign"), _sign_ups),
    _field("attended", _("Attended the campaign"), _attendances),
)
