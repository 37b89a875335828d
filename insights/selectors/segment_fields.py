"""The fields of segment rules, each declared once, in the builder's order."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from activity.labels import FIGURE_LABELS
from activity.models import ActivitySummary
from community.models import CircleMembership
from insights.selectors import segment_koc as koc
from insights.selectors import segment_queries as queries
from insights.selectors.segment_field_kinds import (
    GenerationNumber,
    GenerationWord,
    MemberColumn,
    PlaceColumn,
    QueriedField,
    RelatedWords,
    SegmentField,
)
from lifecycle.labels import SILENCE_LABEL
from lifecycle.models import DormancyState
from members.models import Member, MemberTag, VehicleOwnership
from members.selectors.suggestions import (
    known_cities,
    known_model_series,
    known_provinces,
    known_tags,
)
from roles.models import RoleName, RoleScore

ROLE_LABELS = {
    name: RoleName(number).label
    for name, number in queries.ROLE_NUMBERS.items()
}
_NO_ROLE = -1


def _activity_number(name: str, column_type: str) -> GenerationNumber:
    return GenerationNumber(
        name=name,
        label=FIGURE_LABELS[name],
        model=ActivitySummary,
        column=name,
        column_type=column_type,
    )


def _role_strengths() -> list[GenerationNumber]:
    """Return a field for the strength of each role."""
    found: list[GenerationNumber] = []
    for name, label in ROLE_LABELS.items():
        found.append(
            GenerationNumber(
                name=name,
                label=label,
                model=RoleScore,
                column=name,
                column_type="float8",
            )
        )
    return found


_DECLARED: tuple[SegmentField, ...] = (
    GenerationWord(
        name="state",
        label=_("State"),
        model=DormancyState,
        column="state",
        numbers={
            state.name.lower(): int(state) for state in DormancyState.State
        },
        choices={
            state.name.lower(): state.label for state in DormancyState.State
        },
    ),
    GenerationNumber(
        name="chance_of_silence",
        label=SILENCE_LABEL,
        model=DormancyState,
        column="score",
        column_type="float8",
        scale=100.0,
    ),
    QueriedField(
        name="role",
        label=_("Holds the role"),
        kind="choice",
        choices=ROLE_LABELS,
        condition=queries.holds_role,
        reader=queries.read_roles,
    ),
    GenerationWord(
        name="primary_role",
        label=_("Primary role"),
        model=RoleScore,
        column="primary",
        numbers={**queries.ROLE_NUMBERS, "none": _NO_ROLE},
        choices={**ROLE_LABELS, "none": _("None")},
    ),
    *_role_strengths(),
    MemberColumn(
        name="owner_status",
        label=_("Owner status"),
        kind="choice",
        choices=dict(Member.OwnerStatus.choices),
    ),
    MemberColumn(
        name="kind",
        label=_("Kind"),
        kind="choice",
        choices=dict(Member.Kind.choices),
    ),
    PlaceColumn(name="city", label=_("City")),
    PlaceColumn(name="province", label=_("Province")),
    RelatedWords(
        name="model",
        label=_("Model series"),
        rows=lambda: VehicleOwnership.objects.filter(ended_on__isnull=True),
        column="model_series",
    ),
    RelatedWords(
        name="tag",
        label=_("Interest tag"),
        rows=lambda: MemberTag.objects.filter(is_rejected=False),
        column="name",
    ),
    RelatedWords(
        name="circle",
        label=_("In circle"),
        rows=lambda: CircleMembership.objects.filter(ended_on__isnull=True),
        column="circle__name",
    ),
    QueriedField(
        name="contact",
        label=_("Primary contact"),
        kind="text",
        condition=queries.has_contact,
        reader=queries.read_contacts,
        is_staff_account=True,
    ),
    QueriedField(
        name="koc",
        label=_("KOC status"),
        kind="choice",
        choices=koc.KOC_STATUS,
        condition=koc.has_status,
        reader=koc.read_status,
    ),
    koc.TierField(
        name="koc_tier",
        label=_("KOC tier"),
        kind="choice",
        choices=koc.KOC_TIERS,
        condition=koc.has_tier,
        reader=koc.read_tiers,
    ),
    QueriedField(
        name="koc_since",
        label=_("KOC since"),
        kind="days",
        condition=koc.is_koc_since,
        reader=koc.read_since,
    ),
    QueriedField(
        name="koc_review",
        label=_("Next KOC review"),
        kind="days",
        condition=koc.is_reviewed,
        reader=koc.read_reviews,
    ),
    QueriedField(
        name="koc_contact",
        label=_("Contact as KOC"),
        kind="text",
        condition=koc.has_koc_contact,
        reader=koc.read_koc_contacts,
        is_staff_account=True,
    ),
    QueriedField(
        name="issues",
        label=_("Issues reported"),
        kind="number",
        condition=koc.has_raised,
        reader=koc.read_raised,
    ),
    QueriedField(
        name="model_year",
        label=_("Model year"),
        kind="number",
        condition=koc.drives_year,
        reader=koc.read_years,
    ),
    QueriedField(
        name="tenure",
        label=_("Months since joining"),
        kind="number",
        condition=koc.is_here_for,
        reader=koc.read_tenure,
    ),
    _activity_number("active_days_28", "int2"),
    _activity_number("active_weeks_52", "int2"),
    _activity_number("percentile", "float8"),
    QueriedField(
        name="last_active",
        label=_("Last active"),
        kind="days",
        condition=queries.was_active,
        reader=queries.read_last_days,
    ),
    QueriedField(
        name="joined",
        label=_("Joined"),
        kind="days",
        condition=queries.has_joined,
        reader=queries.read_joined,
    ),
    QueriedField(
        name="events",
        label=_("Actions"),
        kind="count",
        choices={
            "presence": _("presence"),
            "light": _("light interaction"),
            "conversation": _("conversation"),
            "creation": _("creation"),
            "participation": _("participation"),
        },
        condition=queries.has_acted,
        reader=queries.read_actions,
    ),
)
FIELDS: dict[str, SegmentField] = {field.name: field for field in _DECLARED}
GRAMMAR = {name: field.grammar for name, field in FIELDS.items()}


def add_fields(*fields: SegmentField) -> None:
    """Add fields of an upper app, whose rows insights does not know."""
    for field in fields:
        FIELDS[field.name] = field
        GRAMMAR[field.name] = field.grammar


SUGGESTIONS: dict[str, Callable[[], Iterable[str]]] = {
    "city": known_cities,
    "province": known_provinces,
    "model": known_model_series,
    "tag": known_tags,
}


def builder_fields() -> list[dict[str, Any]]:
    """Return what a page needs to let a reader choose conditions, as JSON."""
    found: list[dict[str, Any]] = []
    for field in FIELDS.values():
        found.append(
            {
                "name": field.name,
                "label": str(field.label),
                "kind": field.kind,
                "choices": field.choice_labels(),
                "suggestions": _suggestions(field.name),
            }
        )
    return found


def _suggestions(name: str) -> list[str]:
    """Return stored words that a text field may have; none where it does not
    suggest any.
    """
    read = SUGGESTIONS.get(name)
    return list(read()) if read else []
