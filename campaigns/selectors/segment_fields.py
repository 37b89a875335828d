"""Segment fields about campaigns; kocops/composition.py adds them to those of
insights.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Participant, PlanMember
from campaigns.models.choices import Arm
from insights.rules.segments import AsOf
from insights.selectors.segment_field_kinds import (
    MAX_WORDS,
    Condition,
    SegmentField,
    Values,
    with_members_of,
)

NUMBER_DIGITS = 19


def _audiences() -> QuerySet[Any]:
    return PlanMember.objects.filter(arm=Arm.AUDIENCE)


def _sign_ups() -> QuerySet[Any]:
    return Participant.objects.all().signed_up()


def _attendances() -> QuerySet[Any]:
    return Participant.objects.all().attended()


@dataclass(frozen=True, kw_only=True)
class CampaignField(SegmentField):
    """Campaigns by their numbers: titles change, and several can have the same.
    Readers see the titles.
    """

    kind: str = "text"
    rows: Callable[[], QuerySet[Any]]

    def choice_labels(self) -> dict[str, str]:
        rows = Campaign.objects.order_by("-starts_on", "-pk")
        found = {}
        for number, title, day in rows.values_list("pk", "title", "starts_on"):
            found[str(number)] = f"{title} ({day})"
        return found

    def matching(self, condition: Condition, at: AsOf) -> Q:
        """Return who has a row of one of these campaigns."""
        rows = self.rows().filter(campaign__in=_numbers(condition["is"]))
        return with_members_of(rows)

    def read(self, condition: Condition, ids: list[int], at: AsOf) -> Values:
        """Return the campaigns that the condition names, or else the latest."""
        held: dict[int, list[int]] = {member: [] for member in ids}
        rows = self.rows().filter(member_id__in=ids).order_by("-campaign_id")
        for member, number in rows.values_list("member_id", "campaign_id"):
            held[member].append(number)
        wanted = set(_numbers(condition["is"]))
        found: Values = {}
        for member, numbers in held.items():
            named = [one for one in numbers if one in wanted]
            found[member] = list(map(str, named or numbers[:MAX_WORDS]))
        return found


def _numbers(words: Iterable[str]) -> list[int]:
    """Return the words that are numbers of campaigns."""
    found = []
    for word in words:
        if word.isascii() and word.isdecimal() and len(word) < NUMBER_DIGITS:
            found.append(int(word))
    return found


def _field(
    name: str, label: Any, rows: Callable[[], QuerySet[Any]]
) -> CampaignField:
    return CampaignField(name=name, label=label, rows=rows)


CAMPAIGN_FIELDS = (
    _field("campaign", _("In the audience of the campaign"), _audiences),
    _field("signed_up", _("Signed up for the campaign"), _sign_ups),
    _field("attended", _("Attended the campaign"), _attendances),
)
