"""What can be read in several ways is asked, with what each way would read."""

from activity.models import EventSource
from activity.selectors.upload_moments import time_question
from common.rules.moments import TimeFormat


def ask(*values: str, **settings: str) -> list[tuple[TimeFormat, list[str]]]:
    source = EventSource(time_zone="Asia/Shanghai", **settings)
    question = time_question(values, source)
    shown = []
    for time_format, readings in question.formats:
        shown.append((time_format, [reading.local for reading in readings]))
    return shown


def test_a_day_and_month_in_either_order_are_asked() -> None:
    assert ask("5/1/2026 9:05", "5/2/2026 10:00") == [
        (
            TimeFormat.DAY_FIRST,
            ["2026-01-05 09:05:00", "2026-02-05 10:00:00"],
        ),
        (
            TimeFormat.MONTH_FIRST,
            ["2026-05-01 09:05:00", "2026-05-02 10:00:00"],
        ),
    ]


def test_a_format_that_fits_no_value_is_not_offered() -> None:
    offered = [time_format for time_format, _shown in ask("46143.378")]
    assert TimeFormat.EXCEL_SERIAL in offered
    assert TimeFormat.DAY_FIRST not in offered


def test_what_means_one_thing_is_not_asked() -> None:
    assert ask("2026-05-01 09:05", "2026年5月1日 9:05", "") == []


def test_a_source_that_says_it_is_not_asked_again() -> None:
    assert ask("5/1/2026 9:05", time_format="day_first") == []


def test_times_without_zone_need_one() -> None:
    source = EventSource(time_zone="")
    assert time_question(["2026-05-01 09:05"], source).needs_zone
    assert not time_question(["2026-05-01T09:05Z"], source).needs_zone
