"""Twenty nested rules over 200,000 members against the hash aggregate, and an
export against COPY, in one run.

`python -m benchmarks.segments [--members 200000] [--events 20000000] [--runs
3]`; run benchmarks.roles first, so that a night is published.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import psycopg2

from benchmarks.database import SESSION, ensure_database
from benchmarks.night import AGGREGATE, aggregate

COPY = """
    COPY (SELECT m.id, (SELECT string_agg(i.platform || ':' || i.external_id, ' ')
        FROM members_memberidentity i
        WHERE i.member_id = m.id), m.nickname, m.owner_status, m.province, m.city,
            m.joined_on, s.started_at, d.state,
        d.score, r.geek, r.social, r.aesthetic, r.primary, a.active_days_28, a.last_activity_at
    FROM insights_segmentspell s JOIN members_member m ON m.id = s.member_id
    LEFT JOIN activity_activitysummary a ON a.member_id = m.id AND a.generation = {generation}
    LEFT JOIN lifecycle_dormancystate d ON d.member_id = m.id AND d.generation = {generation}
    LEFT JOIN roles_rolestanding r ON r.member_id = m.id AND r.generation = {generation}
    WHERE s.segment_id = {segment} AND s.ended_at IS NULL) TO STDOUT
"""


def rules() -> list[dict[str, Any]]:
    """Return twenty different nested rules."""
    made = []
    for n in range(20):
        number = {
            "field": ("active_days_28", "active_weeks_52", "percentile")[
                n % 3
            ],
            "at_least": 1 + n,
        }
        either = {
            "any": [
                {"field": "state", "is": ["cooling", "active"]},
                {"field": "geek", "at_least": 5 + n},
            ],
        }
        excluded = {
            "not": {
                "all": [
                    {"field": "last_active", "not_within_days": 20 + n},
                    {"field": "tag", "is": ["x"]},
                ],
            },
        }
        made.append(
            {
                "all": [
                    number,
                    either,
                    excluded,
                    {"field": "kind", "is": ["person"]},
                ],
            },
        )
    return made


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def copied(url: str, generation: int, segment: int) -> float:
    """Return the seconds that COPY TO STDOUT of the same columns takes."""
    connection = psycopg2.connect(url, options=SESSION)
    cursor = connection.cursor()
    statement = COPY.format(generation=generation, segment=segment)
    seconds = timed(lambda: cursor.copy_expert(statement, BytesIO()))
    connection.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    url = ensure_database(options.members, options.events)
    os.environ.update(
        {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kocops.settings"},
    )
    import django  # noqa: PLC0415

    django.setup()
    print("\n".join(_measure(url, options.runs)))


def _measure(url: str, runs: int) -> list[str]:
    from django.utils import timezone  # noqa: PLC0415

    from activity.selectors.nights import published  # noqa: PLC0415
    from insights.models import Segment  # noqa: PLC0415
    from insights.rules.segments import AsOf  # noqa: PLC0415
    from insights.selectors.segment_exports import FORMATS, export_segment  # noqa: PLC0415
    from insights.selectors.segment_masks import MemberMasks  # noqa: PLC0415
    from insights.services.segment_counts import recompute_segment  # noqa: PLC0415
    from insights.services.segments import save_segment  # noqa: PLC0415

    night = published()
    if night is None:
        raise SystemExit("no night is published: run benchmarks.roles first")
    Segment.objects.all().delete()
    at, new = (
        AsOf(night.generation, timezone.now()),
        {"segment": None, "note": "", "now": timezone.now(), "user": None},
    )
    made = [
        save_segment(name=f"bench {n}", rule=rule, **new)
        for n, rule in enumerate(rules())
    ]
    everybody = save_segment(
        name="bench all",
        rule={"field": "kind", "is": ["person"]},
        **new,
    )

    def a_night_later() -> None:
        Segment.objects.update(counted_generation=0)

    def recompute_all() -> None:
        masks = MemberMasks(at)
        for one in made:
            recompute_segment(segment=one, at=at, masks=masks)

    first = timed(recompute_all)
    recompute_segment(segment=everybody, at=at)
    seconds: dict[str, list[float]] = {}
    for _run in range(runs):
        seconds.setdefault("aggregate", []).append(aggregate(url, AGGREGATE))
        a_night_later()
        seconds.setdefault("segments", []).append(timed(recompute_all))
        seconds.setdefault("copy", []).append(
            copied(url, night.generation, everybody.pk),
        )
        for form in FORMATS:
            lines = lambda form=form: list(  # noqa: E731
                export_segment(
                    everybody,
                    form=form,
                    generation=night.generation,
                ),
            )
            seconds.setdefault(form, []).append(timed(lines))
    middle = {
        name: statistics.median(values) for name, values in seconds.items()
    }
    members = Segment.objects.get(pk=everybody.pk).member_count
    return [
        f"20 segments, first time (every member joins): {first:.2f} s",
        f"20 segments again: {middle['segments']:.2f} s"
        f" = {middle['segments'] / middle['aggregate']:.2f} "
        "× aggregate",
        *(
            f"export of {members:,} as {form}: {members / middle[form]:,.0f} rows/s ="
            f" {middle['copy'] / middle[form]:.2f} × COPY TO STDOUT of the same columns"
            for form in FORMATS
        ),
    ]


if __name__ == "__main__":
    main()
