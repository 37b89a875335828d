"""What reports share in their own words names an issue."""

import pytest

from alerts.models import Issue
from alerts.rules import likeness
from alerts.services import post_classification, shared_words
from alerts.services.post_classification import classify_new_posts
from alerts.services.shared_words import refresh_shared_words
from community.models import Post
from tests.alerts.posts import article
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
TEXT = "我的车杯架弹簧弹不起来，第{}次了，真烦人"


@pytest.fixture(autouse=True)
def every_word_says_something(monkeypatch) -> None:
    """Let words count as in a community where they are rare."""
    monkeypatch.setattr(likeness, "COMMON_NATS", 0.0)


def rows(first: int, last: int) -> list[dict[str, object]]:
    return [
        post_row(n, f"m{n}", TEXT.format(n), minutes=n)
        for n in range(first, last)
    ]


def test_reports_without_a_known_fault_name_their_issue(source) -> None:
    ingest(source, rows(0, 4))
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    assert "杯架弹簧弹不起" in issue.shared_words[0]
    assert issue.shared_words[0] in str(issue)


def test_where_the_lexicon_says_it_no_words_are_kept(source) -> None:
    ingest(
        source,
        [post_row(n, f"m{n}", f"刹车异响，第{n}次") for n in range(3)],
    )
    classify_new_posts(now=NOW)
    assert Issue.objects.unmerged().get().shared_words == []


def test_a_key_by_bluetooth_is_called_so(source) -> None:
    article(source)
    classify_new_posts(now=NOW)
    assert any(
        "蓝牙" in one for one in Issue.objects.unmerged().get().shared_words
    )


def test_many_batches_give_the_same_words_as_one(source, monkeypatch) -> None:
    monkeypatch.setattr(shared_words, "READ_REPORTS", 3)
    monkeypatch.setattr(post_classification, "BATCH_POSTS", 2)
    ingest(source, rows(0, 7))
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    in_batches = issue.shared_words
    issue.shared_words = []
    refresh_shared_words([issue], added={issue.pk: 7})
    assert issue.shared_words == in_batches


def test_words_of_enough_reports_are_read_once(
    source,
    django_assert_num_queries,
) -> None:
    ingest(source, rows(0, 4))
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    Post.objects.update(is_deleted=True)
    with django_assert_num_queries(1):
        refresh_shared_words([issue], added={})
