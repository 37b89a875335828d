"""Roles held against labels: who is called what, how right, and how right confidence is."""

import csv
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.errors import ReaderError
from members.models import MemberIdentity
from roles.models import RoleStanding
from roles.rules.strength import Role

NAMES = {role: role.name.lower() for role in Role}
MEMBER_COLUMNS, ROLE_COLUMN = ("member", "external_id"), "role"
CONFIDENCE_BINS = (0.0, 0.5, 0.8, 1.01)


def read_labels(path: Path) -> dict[str, str]:
    """Return member -> role of a CSV file with the columns member (or external_id) and role; any other word than
    geek, social, aesthetic is no role.

    Errors: ReaderError if the file has no such columns or cannot be read.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            column = next((name for name in MEMBER_COLUMNS if name in (rows.fieldnames or ())), None)
            if column is None or ROLE_COLUMN not in (rows.fieldnames or ()):
                shown = {"name": path.name, "columns": ", ".join(rows.fieldnames or ())}
                raise ReaderError("bad_file", _("%(name)s needs the columns member and role, not: %(columns)s") % shown)
            return {row[column]: row[ROLE_COLUMN] for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReaderError("bad_file", f"{path.name}: {error}") from error


def read_primary_roles(generation: int) -> dict[str, tuple[str, float]]:
    """Return external id -> (primary role, its confidence) of a generation, for those who have one."""
    rows = RoleStanding.objects.of_generation(generation).filter(primary__gte=0)
    found = {row.member_id: row for row in rows}
    identities = MemberIdentity.objects.filter(member_id__in=list(found)).values_list("external_id", "member_id")
    return {
        name: (NAMES[Role(found[pk].primary)], getattr(found[pk], f"{NAMES[Role(found[pk].primary)]}_confidence"))
        for name, pk in identities
    }


def judge_roles(labels: Mapping[str, str], found: Mapping[str, tuple[str, float]]) -> dict[str, Any]:
    """Return macro-F1 over the three roles, precision and recall of each, roles given to labelled others (decoys), and
    the share of right roles by confidence.
    """
    called = {name: found[name][0] if name in found else "" for name in labels}
    figures: dict[str, Any] = {}
    scores = []
    for role in NAMES.values():
        right = sum(called[name] == label == role for name, label in labels.items())
        given, true = sum(word == role for word in called.values()), sum(word == role for word in labels.values())
        if not true:
            continue
        scores.append(2 * right / (given + true) if given + true else 0.0)
        figures[f"{role} precision"] = right / given if given else float("nan")
        figures[f"{role} recall"] = right / true
    others = [name for name, label in labels.items() if label and label not in NAMES.values()]
    figures["decoys called something"] = sum(bool(called[name]) for name in others)
    figures["unlabelled called something"] = sum(bool(called[name]) for name, label in labels.items() if not label)
    figures["macro-F1"] = sum(scores) / len(scores) if scores else float("nan")
    return figures | _calibration(labels, found)


def _calibration(labels: Mapping[str, str], found: Mapping[str, tuple[str, float]]) -> dict[str, float]:
    bins: dict[str, list[bool]] = {}
    for name, (role, confidence) in found.items():
        if name in labels:
            bins.setdefault(_bin_of(confidence), []).append(labels[name] == role)
    return {f"right at confidence {name}": _share(told) for name, told in sorted(bins.items())}


def _bin_of(confidence: float) -> str:
    low, high = next((low, high) for low, high in pairwise(CONFIDENCE_BINS) if low <= confidence < high)
    return f"{low:.1f}–{min(high, 1.0):.1f}"


def _share(told: Sequence[bool]) -> float:
    return sum(told) / len(told)
