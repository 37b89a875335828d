"""Columns, filters, the API and the page of an issue follow the declaration of
facets, so that a new one is a line in FACETS, its entries and a column.
"""

import pytest
from django.db.models import JSONField

from alerts.filters import IssueFilter
from alerts.labels import FACET_LABELS, PARAMETER_LABELS, facet_title
from alerts.models import Issue
from alerts.rules import facets as declared
from alerts.rules.facets import (
    FACET_FIELDS,
    FACETS,
    Facet,
    facet_terms,
    names_by_field,
    read_facets,
)
from alerts.selectors.issue_page import read_issue
from alerts.serializers import IssueSerializer
from alerts.tables import IssueTable
from community.rules.text import normalise
from tests.conftest import NOW

TEXT = "下雨天升级到2.1.3之后刹车异响"


def test_the_issue_has_a_column_for_each_facet_and_no_other() -> None:
    columns = {
        field.name
        for field in Issue._meta.get_fields()
        if isinstance(field, JSONField) and field.editable
    }

    assert columns == set(FACET_FIELDS)


def test_api_and_table_show_every_facet() -> None:
    columns = [
        (field, str(IssueTable.base_columns[field].verbose_name))
        for field in FACET_FIELDS
    ]

    assert set(FACET_FIELDS) < set(IssueSerializer.Meta.fields)
    assert columns == [
        (field, str(Issue._meta.get_field(field).verbose_name))
        for field in FACET_FIELDS
    ]


@pytest.mark.django_db
def test_the_page_shows_every_facet_with_its_title() -> None:
    issue = Issue.objects.create(number=1, opened_at=NOW)

    shown = [title for title, _entries in read_issue(issue, now=NOW)["facets"]]

    assert shown == [facet_title(field) for field in FACET_FIELDS]


def test_every_entry_has_a_label() -> None:
    entries = {name for facet in FACETS for name in facet.entries}

    assert entries == set(FACET_LABELS)


def test_a_facet_with_a_parameter_can_be_filtered() -> None:
    parameters = {facet.parameter: facet for facet in FACETS}
    parameters.pop("", None)

    assert set(parameters) == set(PARAMETER_LABELS)
    for name, facet in parameters.items():
        one = IssueFilter.base_filters[name]
        assert one.facet == facet
        assert [key for key, _label in one.extra["choices"]] == list(
            facet.entries,
        )


def test_what_a_post_says_is_stored_by_field() -> None:
    said = names_by_field(read_facets(normalise(TEXT)), "S5")

    assert said == {
        "components": ["brakes"],
        "symptoms": ["noise"],
        "scenes": ["rain"],
        "triggers": ["ota", "2.1.3"],
        "model_series": ["S5"],
    }
    assert list(said) == list(FACET_FIELDS)


def test_a_declared_facet_is_stored_and_is_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weather = Facet(
        field="weather",
        parts=("scenes",),
        term="weather",
        weight=3.0,
    )
    monkeypatch.setattr(declared, "FACETS", (*FACETS, weather))
    facets = read_facets(normalise(TEXT))

    assert names_by_field(facets, "")["weather"] == ["rain"]
    assert facet_terms(facets, "")["weather|rain"] == 3.0
