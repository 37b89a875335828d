"""The community of this folder after its nightly run."""

import pytest

from kocops.nightly import run_nightly
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.roles.community import TONIGHT, ingest_community


@pytest.fixture
def tonight() -> None:
    ingest_community(EventSourceFactory())
    run_nightly(business_date=TONIGHT, clock=lambda: NOW)
