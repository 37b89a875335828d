"""Early warning for machines."""

import pytest

from alerts.services.post_classification import classify_new_posts
from tests.alerts.posts import FIRST, SECOND
from tests.conftest import NOW
from tests.factories.community import post_row

pytestmark = pytest.mark.django_db


def test_issues_and_posts_over_the_api(source, client, token) -> None:
    rows = [
        post_row(1, "hai", FIRST),
        post_row(2, "chen", SECOND, thread="p1"),
        {"external_id": "x"},
    ]
    body = {"source": source.name, "posts": rows}
    answer = client.post(
        "/api/v1/posts/",
        body,
        content_type="application/json",
        headers=token("posts:write"),
    )
    assert (
        answer.status_code,
        answer.json()["accepted"],
        answer.json()["rejected"],
    ) == (207, 2, 1)
    classify_new_posts(now=NOW)
    issues = client.get(
        "/api/v1/issues/",
        headers=token("alerts:read"),
    ).json()["results"]
    assert [issue["reporter_count"] for issue in issues] == [2]


def test_posts_and_alerts_over_the_api(issue, client, token) -> None:
    posts = client.get(
        "/api/v1/posts/?q=又来了",
        headers=token("posts:read"),
    ).json()["results"]
    assert [post["external_id"] for post in posts] == ["p9"]
    assert (
        client.get("/api/v1/posts/", headers=token("posts:write")).status_code
        == 403
    )
    (alert,) = client.get(
        "/api/v1/alerts/",
        headers=token("alerts:read"),
    ).json()["results"]
    assert (
        alert["number"],
        alert["reporter_count"],
        alert["voices"],
        alert["cause"],
    ) == (issue.number, 3, 3, "first")


@pytest.mark.django_db
def test_questions_over_the_api(healed, client, token) -> None:
    rows = client.get(
        "/api/v1/questions/?status=waiting",
        headers=token("alerts:read"),
    ).json()["results"]
    assert [(row["id"], row["helper_id"]) for row in rows] == [
        (healed.pk, None),
    ]
    for upset, mood in ((0, "calm"), (1, "worried"), (2, "upset")):
        type(healed).objects.update(upset=upset)
        (row,) = client.get(
            f"/api/v1/questions/?id={healed.pk}&fields=upset,mood",
            headers=token("alerts:read"),
        ).json()["results"]
        assert row == {"id": healed.pk, "upset": upset, "mood": mood}
