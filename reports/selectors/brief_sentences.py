"""What the brief says of a figure in words: no more than its finding carries."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.rules.findings import Finding, Verdict, Wanted, meets_target
from reports.selectors.brief_sections import BriefFigure

PLAIN = {
    Verdict.NO_DATA: gettext_lazy("nothing is known of this week"),
    Verdict.MOSTLY_WAITING: gettext_lazy("more than half still wait"),
    Verdict.STILL_CHANGING: gettext_lazy(
        "it still changes and is not compared"
    ),
}


def value_text(figure: BriefFigure, value: float | None) -> str:
    """Return a value as it is shown, with its unit; "–" if it is not known."""
    if value is None:
        return "–"
    number = number_format(
        value,
        decimal_pos=figure.decimals,
        force_grouping=True,
    )
    return str(figure.unit) % {"value": number} if figure.unit else number


def finding_text(figure: BriefFigure, finding: Finding) -> str:
    """Return in one sentence how a figure moved, and how it stands against the
    weeks before.
    """
    words = {
        "moved": _moved(figure, finding),
        "compared": _compared(figure, finding),
    }
    return _("%(moved)s; %(compared)s.") % words


def _moved(figure: BriefFigure, finding: Finding) -> str:
    value, before = finding.value, finding.before
    words = {
        "label": figure.label,
        "value": value_text(figure, value),
        "before": value_text(figure, before),
    }
    if value is None or before is None:
        return _("%(label)s: %(value)s") % words
    if words["value"] == words["before"]:
        return _("%(label)s: %(value)s, as in the week before") % words
    if value > before:
        return _("%(label)s rose from %(before)s to %(value)s") % words
    return _("%(label)s fell from %(before)s to %(value)s") % words


def _compared(figure: BriefFigure, finding: Finding) -> str:
    weeks = finding.weeks
    if finding.verdict in PLAIN:
        return str(PLAIN[finding.verdict])
    if finding.verdict == Verdict.TOO_FEW:
        text = ngettext(
            "only %(weeks)s week before is known, too few to compare",
            "only %(weeks)s weeks before are known, too few to compare",
            weeks,
        )
        return text % {"weeks": weeks}
    if finding.verdict == Verdict.HIGHEST:
        return _("the most of %(weeks)s weeks") % {"weeks": weeks + 1}
    if finding.verdict == Verdict.LOWEST:
        return _("the least of %(weeks)s weeks") % {"weeks": weeks + 1}
    words = {
        "weeks": weeks,
        "low": value_text(figure, finding.low),
        "high": value_text(figure, finding.high),
    }
    return _("in the %(weeks)s weeks before from %(low)s to %(high)s") % words


def usual_text(figure: BriefFigure, finding: Finding) -> str:
    """Return the range of the weeks before, "" if too few are known."""
    if finding.low is None:
        return ""
    low = value_text(figure, finding.low)
    high = value_text(figure, finding.high)
    return f"{low} – {high}"


def target_text(figure: BriefFigure, target: float) -> str:
    """Return a target with its direction."""
    words = {"value": value_text(figure, target)}
    if figure.wanted == Wanted.FEWER:
        return _("at most %(value)s") % words
    return _("at least %(value)s") % words


def gap_text(figure: BriefFigure, value: float, target: float) -> str:
    """Return how far a figure is from its target."""
    if meets_target(value, target, figure.wanted):
        return _("reached")
    gap = value_text(figure, abs(target - value))
    if figure.wanted == Wanted.FEWER:
        return _("%(gap)s too many") % {"gap": gap}
    return _("%(gap)s short") % {"gap": gap}
