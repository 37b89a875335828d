"""Limits of an import: bytes, lines and rejected rows, each with an answer that says what to do."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import translation

from activity.models import ActivityEvent, IngestBatch, RejectedRow
from activity.rules.limits import NO_LIMITS, IngestLimits, stop_reason
from activity.selectors.file_limits import check_size
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from common.api.problems import status_of
from common.errors import DomainError
from common.jobs.queue import Progress, run_job
from common.models import JobRun
from community.models import Post, Reaction
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

LIMITS = IngestLimits(
    max_bytes=1000,
    max_lines=100,
    max_rejected=50,
    hopeless_rows=10,
)
HEADER = "member,occurred_at,kind\n"
GOOD = "u1,2026-05-01T10:00:00Z,like\n"
BAD = "u1,soon,like\n"
LEFT_OUT = "u1,2026-05-01T10:00:00Z,ping\n"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("taken", "rejected", "reason"),
    [
        (0, 9, ""),
        (0, 10, "all_rejected"),
        (1, 10, ""),
        (1, 49, ""),
        (1, 50, "too_many_rejected"),
        (0, 50, "all_rejected"),
    ],
)
def test_when_a_delivery_stops(taken: int, rejected: int, reason: str) -> None:
    assert stop_reason(LIMITS, taken=taken, rejected=rejected) == reason


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("content", "is_refused"),
    [
        (b"x" * 1000, False),
        (b"x" * 1001, True),
        (b"\n" * 100, False),
        (b"\n" * 101, True),
        (b"\r" * 101, True),
    ],
)
def test_a_file_is_measured_unpacked(
    tmp_path: Path,
    pack: Any,
    content: bytes,
    is_refused: bool,
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(pack(content))
    if not is_refused:
        check_size(path, LIMITS)
        return
    with pytest.raises(DomainError) as refused:
        check_size(path, LIMITS)
    assert (refused.value.code, status_of(refused.value)) == (
        "file_too_large",
        413,
    )
    check_size(path, NO_LIMITS)


@pytest.fixture
def client(as_role: Any) -> Iterator[Any]:
    """A lead who reads English; afterwards this thread speaks the default language again."""
    english = as_role("lead")
    english.cookies["django_language"] = "en"
    yield english
    translation.deactivate()


@pytest.fixture
def small_limits(settings: Any) -> None:
    settings.INGEST_CHUNK_ROWS = 10
    settings.INGEST_MAX_LINES = 400
    settings.INGEST_MAX_REJECTED = 50
    settings.INGEST_HOPELESS_ROWS = 30


def send(tmp_path: Path, rows: str, *options: str) -> IngestBatch:
    path = tmp_path / "rows.csv"
    path.write_text(HEADER + rows)
    call_command("ingest_events", str(path), "--source", "app", *options)
    return IngestBatch.objects.get()


@pytest.mark.usefixtures("small_limits")
def test_a_delivery_of_which_nothing_can_be_read_stops_early(
    tmp_path: Path,
) -> None:
    with pytest.raises(CommandError, match=r"\[all_rejected\]"):
        send(tmp_path, BAD * 300)
    batch = IngestBatch.objects.get()
    assert (batch.received, batch.rejected, batch.stopped) == (
        30,
        30,
        "all_rejected",
    )
    assert batch.finished_at is not None
    assert RejectedRow.objects.count() == 30


@pytest.mark.usefixtures("small_limits")
def test_too_many_rejected_rows_stop_a_delivery(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="54"):
        send(tmp_path, (GOOD * 4 + BAD * 6) * 20)
    batch = IngestBatch.objects.get()
    assert (batch.received, batch.accepted, batch.rejected) == (90, 36, 54)
    assert batch.stopped == "too_many_rejected"
    assert ActivityEvent.objects.count() == 36
    with pytest.raises(CommandError):
        call_command(
            "ingest_events",
            str(tmp_path / "rows.csv"),
            "--source",
            "app",
        )
    assert ActivityEvent.objects.count() == 36, "sent again, nothing doubles"


@pytest.mark.usefixtures("small_limits")
def test_a_delivery_that_ends_at_the_limit_was_not_stopped(
    tmp_path: Path,
) -> None:
    batch = send(tmp_path, GOOD * 40 + BAD * 50)
    assert (batch.received, batch.rejected, batch.stopped) == (90, 50, "")


@pytest.mark.usefixtures("small_limits")
def test_the_command_may_take_more(tmp_path: Path) -> None:
    batch = send(tmp_path, GOOD + BAD * 500, "--no-limits")
    assert (batch.received, batch.rejected, batch.stopped) == (501, 500, "")


@pytest.mark.usefixtures("small_limits")
def test_rows_left_out_on_purpose_stop_nothing(
    tmp_path: Path,
    client: Any,
) -> None:
    kinds = tmp_path / "kinds.csv"
    kinds.write_text("ping,-\nlike,like\n")
    batch = send(
        tmp_path,
        LEFT_OUT * 200 + GOOD * 20 + BAD,
        "--kinds",
        str(kinds),
    )
    assert (batch.received, batch.accepted, batch.ignored) == (221, 20, 200)
    assert (batch.rejected, batch.stopped) == (1, "")
    assert RejectedRow.objects.count() == 1
    assert batch.ignored_kinds == {"ping": 200}
    page = client.get(f"/activity/batches/{batch.pk}/").content.decode()
    assert "Kinds that the mapping leaves out" in page
    assert "<code>ping</code>" in page


@pytest.mark.usefixtures("small_limits")
def test_a_resumed_import_counts_from_its_beginning() -> None:
    source = EventSourceFactory(kinds={"ping": "-", "*": "like"})
    good = {
        "member": "u1",
        "occurred_at": "2026-05-01T10:00:00Z",
        "kind": "like",
    }
    rows = [
        good,
        *[{**good, "kind": "ping"}] * 40,
        *[{**good, "occurred_at": "soon"}] * 29,
    ] * 3
    batch = open_batch(
        source=source,
        channel=IngestBatch.Channel.COMMAND,
        now=NOW,
    )
    for count in (70, 140, 210):
        ingest_events(
            batch=batch,
            rows=enumerate(rows[:count], start=1),
            rules=source_mapping(source, now=NOW),
            clock=lambda: NOW,
            progress=Progress(None),
        )
    assert (batch.received, batch.ignored, batch.rejected) == (140, 80, 58)
    assert batch.stopped == "too_many_rejected"
    assert batch.ignored_kinds == {"ping": 80}
    codes = batch.rejected_rows.values_list("code", flat=True)
    assert Counter(codes) == {"bad_time": 58}


def upload(client: Any, content: bytes) -> Any:
    source = EventSourceFactory()
    file = SimpleUploadedFile("a.csv", content)
    return client.post(
        "/activity/upload/",
        {"source": source.pk, "file": file},
    )


@pytest.mark.usefixtures("small_limits")
def test_the_page_refuses_a_file_that_unpacks_to_too_much(
    client: Any,
    settings: Any,
) -> None:
    answer = upload(client, gzip.compress((HEADER + GOOD * 500).encode()))
    assert answer.status_code == 422
    assert "more than 400 lines" in answer.content.decode()
    assert not list((settings.MEDIA_ROOT / "uploads").iterdir())


@pytest.mark.usefixtures("small_limits")
def test_the_page_says_why_a_delivery_stopped(client: Any) -> None:
    mapping = upload(client, (HEADER + BAD * 100).encode()).headers["Location"]
    client.post(
        mapping,
        {"member": "member", "occurred_at": "occurred_at", "kind": "kind"},
    )
    job = JobRun.objects.get()
    run_job(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, "30" in job.failure) == ("failed", True)
    batch = IngestBatch.objects.get()
    page = client.get(f"/activity/batches/{batch.pk}/").content.decode()
    assert "not one of the first 30 rows" in page


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("command", ["ingest_posts", "ingest_reactions"])
def test_posts_and_reactions_that_cannot_be_read_store_nothing(
    tmp_path: Path,
    command: str,
) -> None:
    path = tmp_path / "rows.csv"
    bad = "e,p1,u1,soon,like,text\n" * 100
    path.write_text("external_id,post,member,occurred_at,kind,text\n" + bad)
    with pytest.raises(CommandError, match="too_many_rejected"):
        call_command(command, str(path), "--source", "forum")
    assert not IngestBatch.objects.exists()
    path.write_text(
        "external_id,post,member,occurred_at,kind,text\n" + bad * 5,
    )
    with pytest.raises(CommandError, match="file_too_large"):
        call_command(command, str(path), "--source", "forum")


@pytest.mark.usefixtures("small_limits")
def test_a_stopped_import_of_reactions_is_consistent(
    tmp_path: Path,
) -> None:
    posts, reactions = tmp_path / "posts.csv", tmp_path / "reactions.csv"
    posts.write_text(
        "external_id,member,occurred_at,text\np1,u1,2026-05-01T10:00:00Z,hello\n",
    )
    call_command("ingest_posts", str(posts), "--source", "forum")
    lines = ["post,member,occurred_at,kind"]
    for number in range(200):
        post = "p1" if number % 2 else "unknown"
        lines.append(f"{post},r{number},2026-05-02T10:00:00Z,like")
    reactions.write_text("\n".join(lines) + "\n")
    with pytest.raises(CommandError, match=r"\[too_many_rejected\]"):
        call_command("ingest_reactions", str(reactions), "--source", "forum")
    batch = IngestBatch.objects.get(stopped="too_many_rejected")
    assert (batch.received, batch.accepted) == (100, 50)
    assert (Post.objects.count(), Reaction.objects.count()) == (1, 50)
