"""Cells of list pages, drawn with one lookup a column, equal those of the library."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation

from common.ui.tables import cell_renderer
from tests.scenarios.test_hostile_input import LISTS, rows

__all__ = ["rows"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_drawn_cells_are_those_of_the_library(
    rows: dict[str, Any],
    name: str,
    language: str,
) -> None:
    page = LISTS[name]()
    page.request = RequestFactory().get("/")
    page.request.user = rows["user"]
    with translation.override(language):
        table = page.table_class(page.get_queryset())
        page.ready_table(table)
        for column in table.columns:
            draw = cell_renderer(table, column)
            assert [str(draw(row)) for row in table.rows] == [
                str(row.get_cell(column.name)) for row in table.rows
            ]
