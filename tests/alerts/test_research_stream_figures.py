"""The figures of a stream, worked out by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from alerts.research.labelled_files import Row
from alerts.research.stream_figures import evaluate_stream

START = datetime(2026, 5, 1, tzinfo=UTC)


def _row(number: int, label: str, member: str = "") -> Row:
    return Row(
        id=str(number),
        member=member or f"m{number}",
        at=START + timedelta(days=number),
        text="",
        labels=frozenset({label}) if label else frozenset(),
    )


def test_delay_is_that_of_the_first_alert_about_a_matter() -> None:
    rows = [_row(number, "a") for number in range(9)]
    figures = evaluate_stream(
        rows,
        [1] * 9,
        [[0, 1, 4], [0, 1, 8]],
    )
    assert figures["median_delay_posts"] == 2
    assert figures["median_delay_days"] == 2
    assert figures["alerts_per_matter"] == 2
    assert figures["alert_precision_one_per_matter"] == 1 / 2


def test_delay_begins_when_three_members_have_written() -> None:
    rows = [_row(0, "a", "x"), _row(1, "a", "x"), _row(2, "a", "x")]
    rows += [_row(3, "a", "y"), _row(4, "a", "z"), _row(5, "a", "z")]
    figures = evaluate_stream(rows, [1] * 6, [[0, 1, 5]])
    assert figures["median_delay_posts"] == 1


def test_stream_without_labels_is_only_counted() -> None:
    rows = [_row(number, "") for number in range(4)]
    figures = evaluate_stream(rows, [1, 1, 1, None], [[0, 1, 2]])
    assert figures["alerts"] == 1
    assert figures["reports"] == 3
    assert not [name for name in figures if "recall" in name]


def test_command_reads_a_plain_stream(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "stream.csv"
    lines = ["id,member,at,text,label"]
    for number, text in enumerate(
        (
            "刹车异响，踩下去吱吱叫",
            "刹车一踩就异响，声音很大",
            "每天早上刹车都有异响",
            "刹车异响越来越严重了",
        ),
    ):
        lines.append(f"p{number},m{number},2026-05-0{number + 1},{text},brake")
    path.write_text("\n".join(lines), "utf-8")
    out = tmp_path / "out.csv"
    call_command("evaluate_alerts", path, "--format=stream", f"--out={out}")
    printed = capsys.readouterr().out
    assert "rows: 4" in printed
    assert "alert_f1_one_per_matter" in printed
    assert "alerts_per_matter" in printed
    assert len(out.read_text().splitlines()) == 5
