"""`manage.py evaluate_roles`: test the roles of the last nightly run, against
files of labels or against what happened later.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.selectors.freshness import read_freshness
from common.errors import DomainError
from roles.research.evaluation import (
    evaluate_roles,
    read_labels,
    read_primary_roles,
)
from roles.research.prediction import compare_newcomers, cut_offs, predict
from roles.research.reliability import compare_weeks, count_staff_with_scores
from roles.rules.strength import Role
from roles.selectors.policies import rules_of_generation


class Command(BaseCommand):
    help = (
        "Compare the primary roles of the last nightly run with CSV files "
        "that have the columns member and role; say what strengths predict "
        "beyond the number of posts; compare odd and even weeks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            type=Path,
            nargs="*",
            help="for the demo: what seed_demo --truth wrote",
        )
        parser.add_argument(
            "--predictive",
            action="store_true",
            help="what strengths say about the time after them",
        )
        parser.add_argument(
            "--reliability",
            action="store_true",
            help="whether odd and even weeks agree; whether staff vanish",
        )
        parser.add_argument("--horizon-days", type=int, default=56)
        parser.add_argument("--step-days", type=int, default=28)

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = options["files"], options["predictive"]
        if not any(chosen) and not options["reliability"]:
            raise CommandError(
                "Name files of labels, --predictive or --reliability.",
            )
        if min(options["horizon_days"], options["step_days"]) < 1:
            raise CommandError("--horizon-days and --step-days: at least 1")
        self._compare_files(options["files"])
        if options["predictive"]:
            self._predict(options["horizon_days"], options["step_days"])
        if options["reliability"]:
            self._compare_weeks()

    def _compare_files(self, paths: list[Path]) -> None:
        found = read_primary_roles(read_freshness(timezone.now()).generation)
        for path in paths:
            try:
                labels = read_labels(path)
            except DomainError as error:
                message = f"{error.message} [{error.code}]"
                raise CommandError(message) from error
            figures = evaluate_roles(labels, found)
            score = figures.pop("macro-F1")
            for name, value in figures.items():
                self.stdout.write(f"{path.name} {name}: {_shown(value)}")
            self.stdout.write(f"{path.name} macro-F1 {score:.3f}")

    def _predict(self, horizon: int, step: int) -> None:
        rules = rules_of_generation(read_freshness(timezone.now()).generation)
        days = cut_offs(horizon_days=horizon, step_days=step)
        self.stdout.write(f"{len(days)} cut-offs, {horizon} days after each")
        for role in (Role.GEEK, Role.AESTHETIC):
            gain = predict(role, days, rules, horizon_days=horizon)
            name = role.name.lower()
            if gain is None:
                self.stdout.write(f"{name}: nothing to predict")
                continue
            self.stdout.write(
                f"{name}: {gain.rows:,} rows, {gain.positive:,} positive; "
                f"AUC {gain.base:.3f} by posts, {gain.both:.3f} with strength: "
                f"{gain.both - gain.base:+.3f} "
                f"[{gain.low:+.3f}, {gain.high:+.3f}]",
            )
        self._compare_newcomers(horizon)

    def _compare_newcomers(self, horizon: int) -> None:
        staying = compare_newcomers(horizon_days=horizon)
        if staying is None:
            self.stdout.write("social: no newcomers to compare")
            return
        self.stdout.write(
            f"social: {staying.greeted:,} greeted, {staying.others:,} not; "
            f"stay {staying.greeted_stay:.3f} and {staying.others_stay:.3f}; "
            f"within weeks {staying.difference:+.3f} "
            f"[{staying.low:+.3f}, {staying.high:+.3f}]",
        )

    def _compare_weeks(self) -> None:
        freshness = read_freshness(timezone.now())
        if freshness.business_date is None:
            raise CommandError("No nightly run has been published yet.")
        rules = rules_of_generation(freshness.generation)
        agreements = compare_weeks(freshness.business_date, rules)
        for role, agreement in agreements.items():
            self.stdout.write(
                f"{role.name.lower()}: {agreement.members:,} members, odd and "
                f"even weeks {agreement.correlation:.3f}",
            )
        count = count_staff_with_scores(freshness.generation)
        self.stdout.write(f"staff, bots and accounts of the brand: {count}")


def _shown(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}"
