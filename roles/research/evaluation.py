"""Compare the roles of a night with labels: who is called what, how often that
is right, and how far confidence can be trusted.
"""

import csv
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid
from members.models import MemberIdentity
from roles.models import RoleScore
from roles.rules.columns import CONFIDENCE_FIELDS, STRENGTH_FIELDS
from roles.rules.strength import Role

MEMBER_COLUMNS = ("member", "external_id")
ROLE_COLUMN = "role"
CONFIDENCE_BINS = (0.0, 0.5, 0.8, 1.01)
NAN = float("nan")


def read_labels(path: Path) -> dict[str, str]:
    """Return member -> role from a CSV file with the columns member (or
    external_id) and role. Any word that names no role means no role.

    Errors: DomainError if the file has no such columns or cannot be read.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            column = _member_column(path.name, rows.fieldnames or ())
            found: dict[str, str] = {}
            for row in rows:
                found[row[column]] = row[ROLE_COLUMN]
            return found
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid("bad_file", f"{path.name}: {error}") from error


def _member_column(file_name: str, columns: Sequence[str]) -> str:
    for name in MEMBER_COLUMNS:
        if name in columns and ROLE_COLUMN in columns:
            return name
    message = _("%(name)s needs the columns member and role, not: %(columns)s")
    shown = {"name": file_name, "columns": ", ".join(columns)}
    raise Invalid("bad_file", message % shown)


def read_primary_roles(generation: int) -> dict[str, tuple[str, float]]:
    """Return external id -> (primary role, its confidence) of a generation,
    for members who have one.
    """
    rows = RoleScore.objects.of_generation(generation).filter(primary__gte=0)
    primary: dict[int, tuple[str, float]] = {}
    for row in rows:
        role = Role(row.primary)
        confidence = getattr(row, CONFIDENCE_FIELDS[role])
        primary[row.member_id] = (STRENGTH_FIELDS[role], confidence)
    identities = MemberIdentity.objects.filter(member_id__in=list(primary))
    found = {}
    for identity in identities.only("external_id", "member_id"):
        found[identity.external_id] = primary[identity.member_id]
    return found


def evaluate_roles(
    labels: Mapping[str, str],
    found: Mapping[str, tuple[str, float]],
) -> dict[str, Any]:
    """Compare the roles found with labels.

    Returns macro-F1 over the roles, precision and recall of each, how many
    members with another label (decoys) and without one were given a role, and
    the share of right roles by confidence.
    """
    given = {}
    for name in labels:
        role, _confidence = found.get(name, ("", 0.0))
        given[name] = role
    figures: dict[str, Any] = {}
    scores = []
    for role in STRENGTH_FIELDS.values():
        if role not in labels.values():
            continue
        precision, recall, f1 = _compare(role, labels, given)
        figures[f"{role} precision"] = precision
        figures[f"{role} recall"] = recall
        scores.append(f1)
    decoys = 0
    unlabelled = 0
    for name, label in labels.items():
        if label not in STRENGTH_FIELDS.values() and given[name]:
            decoys += bool(label)
            unlabelled += not label
    figures["decoys called something"] = decoys
    figures["unlabelled called something"] = unlabelled
    figures["macro-F1"] = sum(scores) / len(scores) if scores else NAN
    return figures | _calibration(labels, found)


def _compare(
    role: str,
    labels: Mapping[str, str],
    given: Mapping[str, str],
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of a role that somebody is labelled with."""
    called = set()
    for name, word in given.items():
        if word == role:
            called.add(name)
    true = {name for name, label in labels.items() if label == role}
    right = len(called & true)
    precision = right / len(called) if called else NAN
    return precision, right / len(true), 2 * right / (len(called) + len(true))


def _calibration(
    labels: Mapping[str, str],
    found: Mapping[str, tuple[str, float]],
) -> dict[str, float]:
    """Return the share of right roles by confidence."""
    bins: dict[str, list[bool]] = {}
    for name, (role, confidence) in found.items():
        if name in labels:
            is_right = labels[name] == role
            bins.setdefault(_bin_of(confidence), []).append(is_right)
    figures = {}
    for name, hits in sorted(bins.items()):
        figures[f"right at confidence {name}"] = sum(hits) / len(hits)
    return figures


def _bin_of(confidence: float) -> str:
    for low, high in pairwise(CONFIDENCE_BINS):
        if low <= confidence < high:
            return f"{low:.1f}–{min(high, 1.0):.1f}"
    raise ValueError(f"confidence of {confidence}")
