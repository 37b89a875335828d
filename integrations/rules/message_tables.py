"""Tables of figures in a message: read from the outbox, and as HTML and plain
text of a mail.

Curves are drawn by the heights of table cells, which mail programs show
without loading anything.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

MOST_TABLES, MOST_ROWS, MOST_BARS = 20, 40, 30
BAR_PIXELS = 24
_TABLE = (
    '<h2 style="margin:20px 0 6px;font-size:15px;color:#1d273b">{title}</h2>'
    '<table role="presentation" cellpadding="0" cellspacing="0" '
    'style="width:100%;border-collapse:collapse;font-size:14px;'
    'color:#1d273b">{rows}</table>'
)
_ROW = (
    '<tr><td style="padding:6px 8px 6px 0;border-top:1px solid #e6e8eb">'
    '{label}</td><td style="padding:6px 8px;border-top:1px solid #e6e8eb;'
    'text-align:right"><b>{value}</b></td><td style="padding:6px 8px;'
    'border-top:1px solid #e6e8eb;text-align:right;color:#616876">{before}'
    '</td><td style="padding:6px 0;border-top:1px solid #e6e8eb">{bars}'
    "</td></tr>"
)
_BARS = (
    '<table role="presentation" cellpadding="0" cellspacing="1"><tr>'
    "{cells}</tr></table>"
)
_BAR = (
    '<td style="height:{room}px;vertical-align:bottom">'
    '<div style="width:5px;height:{height}px;background:{colour};'
    'font-size:0;line-height:0"></div></td>'
)


class TableRow(NamedTuple):
    """A figure: its name, its value and the one before as they are shown, its
    target, where its rows are, and the heights of its weeks in percent.
    """

    label: str
    value: str
    before: str = ""
    target: str = ""
    url: str = ""
    bars: tuple[float, ...] = ()


class MessageTable(NamedTuple):
    """Figures under a heading."""

    title: str
    rows: tuple[TableRow, ...]


def read_tables(
    tables: Sequence[Mapping[str, Any]],
    *,
    one_line: Callable[[str], str],
    safe_url: Callable[[str], str],
) -> tuple[MessageTable, ...]:
    """Return the tables of an outbox body; what is missing is empty."""
    found = []
    for table in tables[:MOST_TABLES]:
        rows = []
        for row in list(table.get("rows", ()))[:MOST_ROWS]:
            words = {}
            for name in ("label", "value", "before", "target"):
                words[name] = one_line(str(row.get(name, "")))
            bars = tuple(float(one) for one in row.get("bars", ()))
            url = safe_url(str(row.get("url", "")))
            rows.append(TableRow(url=url, bars=bars[-MOST_BARS:], **words))
        title = one_line(str(table.get("title", "")))
        found.append(MessageTable(title, tuple(rows)))
    return tuple(found)


def plain_tables(tables: Sequence[MessageTable]) -> list[str]:
    """Return tables as lines of plain text."""
    lines = []
    for table in tables:
        lines += ["", table.title]
        for row in table.rows:
            before = f" ← {row.before}" if row.before else ""
            target = f" ({row.target})" if row.target else ""
            lines.append(f"  {row.label}: {row.value}{before}{target}")
    return lines


def html_tables(tables: Sequence[MessageTable]) -> str:
    """Return tables as HTML with styles in place."""
    parts = []
    for table in tables:
        rows = "".join(_html_row(row) for row in table.rows)
        parts.append(_TABLE.format(title=escape(table.title), rows=rows))
    return "\n".join(parts)


def _html_row(row: TableRow) -> str:
    value = escape(row.value)
    if row.url:
        value = (
            f'<a href="{escape(row.url)}" style="color:#206bc4">{value}</a>'
        )
    if row.target:
        value += (
            '<br><span style="font-size:12px;color:#616876">'
            f"{escape(row.target)}</span>"
        )
    return _ROW.format(
        label=escape(row.label),
        value=value,
        before=escape(row.before),
        bars=_html_bars(row.bars),
    )


def _html_bars(bars: Sequence[float]) -> str:
    """Return bars as cells; the last one, the week itself, is darker."""
    cells = []
    for n, share in enumerate(bars):
        kept = min(max(share, 0.0), 100.0)
        height = max(round(BAR_PIXELS * kept / 100), 1 if kept else 0)
        colour = "#206bc4" if n == len(bars) - 1 else "#a8c5e8"
        cells.append(
            _BAR.format(room=BAR_PIXELS, height=height, colour=colour)
        )
    return _BARS.format(cells="".join(cells)) if cells else ""
