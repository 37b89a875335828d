"""A small curve in a line of a table: no axes, one bar a period."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

HEIGHT = 18
BAR = 4
GAP = 1


def sparkline(counts: Sequence[int], label: str) -> str:
    """Return bars as SVG, as high as their share of the highest; the label is
    for screen readers. The last period is not over: its bar is hollow.
    """
    most = max(counts, default=0)
    bars = []
    for n, count in enumerate(counts):
        height = round(HEIGHT * count / most, 1) if most else 0.0
        if count:
            height = max(height, 1.5)
        is_last = n == len(counts) - 1
        name = "is-open" if is_last else ""
        bars.append((name, n * (BAR + GAP), HEIGHT - height, height))
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="4" height="{}"></rect>',
        bars,
    )
    width = len(counts) * (BAR + GAP)
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" width="{}" height="{}"'
        ' viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        label,
        width,
        HEIGHT,
        width,
        HEIGHT,
        label,
        drawn,
    )


def week_curve(counts: Sequence[int]) -> str:
    """Return the bars of the last weeks, this one last."""
    text = _("In each of the last %(weeks)s weeks: %(counts)s")
    shown = {"weeks": len(counts), "counts": " ".join(map(str, counts))}
    return sparkline(counts, text % shown)
