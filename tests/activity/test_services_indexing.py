"""Indexing in a thread only saves time: what fails there is done at the end of the night."""

import logging
from contextlib import nullcontext
from types import SimpleNamespace

from django.db import DatabaseError

from activity.models import ActivitySummary, MemberSeries
from activity.services import indexing
from activity.services.indexing import GenerationIndexer


def test_a_table_that_cannot_be_indexed_is_logged_and_left(
    monkeypatch,
    caplog,
) -> None:
    indexed, closed = [], []

    def index(model, generation) -> None:
        if model is MemberSeries:
            raise DatabaseError("connection lost")
        indexed.append((model, generation))

    aside = SimpleNamespace(
        vendor="postgresql",
        in_atomic_block=False,
        close=lambda: closed.append(True),
    )
    monkeypatch.setattr(indexing, "connection", aside)
    monkeypatch.setattr(
        indexing,
        "transaction",
        SimpleNamespace(atomic=nullcontext),
    )
    monkeypatch.setattr(
        indexing,
        "table_lock",
        lambda night, model, wait: nullcontext(model is not None),
    )
    monkeypatch.setattr(indexing, "index_generation", index)
    with (
        caplog.at_level(logging.ERROR),
        GenerationIndexer(SimpleNamespace(generation=7)) as indexer,
    ):
        indexer.begin([MemberSeries])
        indexer.begin([MemberSeries, ActivitySummary])
    assert indexed == [(ActivitySummary, 7)]
    assert closed == [True, True]
    assert "activity_memberseries" in caplog.text
    assert "connection lost" in caplog.text
