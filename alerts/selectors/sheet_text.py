"""The engineering sheet as plain text, to be copied into another system."""

from django.utils.translation import gettext as _

from alerts.labels import difference_label
from alerts.rules.comparing import Group
from alerts.selectors.engineering_sheet import EngineeringSheet
from common.calendar import business_date


def sheet_text(sheet: EngineeringSheet, *, shows_vins: bool) -> str:
    """Return a sheet as lines of text, each section with its source."""
    issue = sheet.issue
    lines = [
        f"#{issue.number} {sheet.name}",
        _("State: %(state)s") % {"state": issue.get_state_display()},
        _("Owners: %(owners)s, posts: %(posts)s")
        % {"owners": issue.reporter_count, "posts": issue.post_count},
    ]
    for fact in sheet.facts:
        named = ", ".join(f"{name} {count}" for name, count in fact.values)
        lines.append(f"{fact.label}: {named or '–'} [{fact.source}]")
    if sheet.weeks:
        lines += ["", _("Owners by week (new, in all):")]
        for week, new, total in sheet.weeks:
            lines.append(f"{week}  {new}  {total}")
    for one in sheet.comparisons:
        lines += ["", f"{one.label} [{one.source}]"]
        for group in one.groups:
            lines.append(f"{group.name}: {_counted(group)}")
    lines += _said(sheet)
    if shows_vins:
        lines += _vins(sheet)
    return "\n".join(lines)


def _counted(group: Group) -> str:
    text = _("%(reporters)s of %(cars)s cars")
    counts = {
        "reporters": group.reporters,
        "cars": group.cars,
    }
    label = difference_label(group.difference)
    return text % counts + (f" ({label})" if label else "")


def _said(sheet: EngineeringSheet) -> list[str]:
    lines = ["", _("In owners' words:")]
    for words in sheet.reports:
        who = _("Owner %(number)s") % {"number": words.owner}
        car = " ".join(filter(None, (words.model, words.version)))
        lines.append(f"- {who}, {business_date(words.at)}, {car or '–'}")
        lines.append(f"  {words.text}")
    return lines


def _vins(sheet: EngineeringSheet) -> list[str]:
    if not sheet.vins:
        return []
    lines = ["", _("VINs of owners who agreed:")]
    for vin, model, version in sheet.vins:
        lines.append(" ".join(filter(None, (vin, model, version))))
    return lines
