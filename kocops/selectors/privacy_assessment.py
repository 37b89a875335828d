"""The assessment of articles 55 and 56 PIPL, as far as the code can fill it."""

from collections.abc import Iterator

from django.template.loader import render_to_string

from common.personal.declarations import DataClass
from common.personal.inventory import all_records, field_rules
from common.personal.words import CLASSES, PURPOSES, retention_text
from members.models import MemberConsent


def assessment() -> str:
    """Return the assessment as a page of the documentation."""
    purposes = ", ".join(f"`{one.value}`" for one in MemberConsent.Purpose)
    context = {
        "purposes": purposes,
        "purpose_rows": "".join(_purpose_rows()),
        "class_rows": "".join(_class_rows()),
    }
    return render_to_string("privacy/assessment.md", context).lstrip()


def _purpose_rows() -> Iterator[str]:
    held: dict[str, list[str]] = {}
    for rule in field_rules():
        if rule.kind in (DataClass.PERSONAL, DataClass.SENSITIVE):
            held.setdefault(rule.model._meta.label, []).append(rule.name)
    for model, records in all_records().items():
        label = model._meta.label
        rows = model._meta.verbose_name_plural
        if label in held:
            purpose = PURPOSES[records.purpose]
            fields = ", ".join(held[label])
            kept = retention_text(records.kept)
            yield f"| {purpose} | {rows} | {fields} | {kept} |\n"


def _class_rows() -> Iterator[str]:
    counts = dict.fromkeys(DataClass, 0)
    for rule in field_rules():
        counts[rule.kind] += 1
    for kind, count in counts.items():
        yield f"| {CLASSES[kind]} | {count} |\n"
