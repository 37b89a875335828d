"""The first arrival stands for the joining date until a better one is known."""

from datetime import date
from pathlib import Path

import pytest

from activity.models import EventSource
from activity.services.files import ingest_file
from members.models import Member
from members.services.directory import save_member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db


def ingest(source: EventSource, folder: Path, *moments: str) -> Member:
    """Take in logins of one member at these moments, and return the member."""
    path = folder / f"{moments[0][:10]}.csv"
    rows = [f"u1,{moment},login" for moment in moments]
    path.write_text("\n".join(["member,occurred_at,kind", *rows]))
    ingest_file(
        source=source,
        path=path,
        file_name=path.name,
        channel="command",
        clock=lambda: NOW,
    )
    return Member.objects.get(identities__external_id="u1")


def test_first_arrival_counts_in_business_days(tmp_path: Path) -> None:
    late = "2026-05-01T20:00:00+00:00"
    member = ingest(EventSourceFactory(), tmp_path, "2026-05-03", late)
    assert (member.joined_on, member.joined_from) == (
        date(2026, 5, 2),
        "arrival",
    )


def test_older_events_bring_the_arrival_forward(tmp_path: Path) -> None:
    source = EventSourceFactory()
    ingest(source, tmp_path, "2026-05-03")
    assert ingest(source, tmp_path, "2026-04-01").joined_on == date(2026, 4, 1)
    assert ingest(source, tmp_path, "2026-05-04").joined_on == date(2026, 4, 1)


def test_better_date_is_not_touched_by_arrivals(tmp_path: Path) -> None:
    source = EventSourceFactory()
    member = ingest(source, tmp_path, "2026-05-03")
    member.joined_on = date(2026, 5, 1)
    save_member(member=member, now=NOW, fields=["joined_on"])
    member = ingest(source, tmp_path, "2026-02-01")
    assert (member.joined_on, member.joined_from) == (
        date(2026, 5, 1),
        "staff",
    )
