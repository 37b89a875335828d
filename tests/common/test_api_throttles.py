"""A token has a limit of requests a minute, counted exactly over threads and processes."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client

from common.api.throttles import TokenThrottle
from common.models import ApiToken

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/freshness/"
COUNT = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kocops.settings"
import django
django.setup()
from common.api.throttles import TokenThrottle
print(max(TokenThrottle()._count(sys.argv[1]) for _n in range(500)))
"""


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: Any) -> None:
    cache.clear()
    monkeypatch.setattr(
        "common.api.throttles.time.time",
        lambda: 1_000_000_060.0,
    )


def test_what_is_over_the_limit_waits_for_the_next_minute(
    token: Any,
    monkeypatch: Any,
) -> None:
    machine = Client(headers=token("activity:read"))
    ApiToken.objects.update(requests_per_minute=5)
    assert [machine.get(ADDRESS).status_code for _n in range(7)] == [
        200,
    ] * 5 + [429] * 2
    refused = machine.get(ADDRESS)
    assert refused["Retry-After"] == "20"
    assert refused.json()["title"] == "throttled"
    other = Client(headers=token("activity:read"))
    assert other.get(ADDRESS).status_code == 200
    monkeypatch.setattr(
        "common.api.throttles.time.time",
        lambda: 1_000_000_080.0,
    )
    assert machine.get(ADDRESS).status_code == 200


def test_people_on_the_page_are_not_counted(as_role: Any) -> None:
    lead = as_role("lead")
    assert {lead.get(ADDRESS).status_code for _n in range(3)} == {200}


def test_threads_are_counted_exactly() -> None:
    with ThreadPoolExecutor(8) as pool:
        counts = list(
            pool.map(lambda _n: TokenThrottle()._count("k"), range(800)),
        )
    assert sorted(counts) == list(range(1, 801))


def test_processes_that_share_redis_are_counted_exactly(tmp_path: Any) -> None:
    url = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379") + "/9"
    redis.from_url(url).flushdb()
    environment = {
        **os.environ,
        "REDIS_URL": url,
        "KOCOPS_VAR_DIR": str(tmp_path),
    }
    command = [sys.executable, "-c", COUNT, "requests:x"]
    children = [
        subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _n in range(4)
    ]
    assert max(int(child.communicate()[0]) for child in children) == 2000


def test_without_redis_no_request_passes_uncounted(
    token: Any,
    settings: Any,
) -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {
        "default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0"},
    }
    answer = Client(headers=token("activity:read")).get(ADDRESS)
    assert (answer.status_code, answer.json()["title"]) == (
        503,
        "limits_unknown",
    )
