"""Roles compared with labels."""

import pytest
from django.core.management import call_command

from roles.research.evaluation import evaluate_roles

pytestmark = pytest.mark.django_db


def test_roles_are_compared_with_labels(tonight, tmp_path, capsys) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "member,role\ngeek,geek\neye,aesthetic\nloud,chatterer\nasker1,\n",
        encoding="utf-8",
    )
    call_command("evaluate_roles", labels)
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == "labels.csv macro-F1 1.000"
    assert "decoys called something: 0" in printed
    wrong = evaluate_roles(
        {"a": "geek", "b": "social", "c": "ring"},
        {"a": ("social", 0.9), "c": ("geek", 0.4)},
    )
    assert (wrong["macro-F1"], wrong["decoys called something"]) == (0.0, 1)
