"""The commands of early warning."""

import pytest
from django.core.management import call_command

from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
Output = pytest.CaptureFixture[str]


def test_process_posts_says_what_it_did(capsys: Output) -> None:
    row = post_row(1, "甲", "刹车异响，没人管吗？")
    ingest(EventSourceFactory(), [row])

    call_command("process_posts")

    assert capsys.readouterr().out == (
        "1 posts classified, 1 reports, 0 alerts; 1 threads read, "
        "1 questions escalated; 0 posts suggest something; 0 issues recounted\n"
    )


def test_the_command_reads_what_has_arrived(capsys: Output) -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "a", "刹车踩下去有异响，声音很大")])

    call_command("process_posts")
    assert "1 posts classified, 1 reports" in capsys.readouterr().out
    call_command("watch_posts")
    assert "0 posts classified" in capsys.readouterr().out
