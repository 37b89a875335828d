"""Posts become suggestions; staff decide about them and inform their members."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from alerts.models import (
    Suggestion,
    SuggestionCursor,
    SuggestionNotice,
    SuggestionPost,
)
from alerts.selectors.suggestions import kept_promise
from alerts.services.new_posts import process_new_posts
from alerts.services.suggestion_merges import merge_suggestions, undo_merge
from alerts.services.suggestion_posts import read_suggestions
from alerts.services.suggestions import (
    change_suggestion,
    edit_suggestion,
    mark_informed,
    split_suggestion,
)
from common.errors import Conflict, Invalid
from community.models import Post
from outreach.selectors.gate_facts import Asked, facts_of
from outreach.selectors.policies import present_policy
from outreach.services.stops import stop_contact
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db

SEATS = (
    "建议增加座椅记忆功能",
    "希望座椅能加个记忆",
    "座椅太难调了，建议座椅加上记忆",
)
MUSIC = "希望支持CarPlay"


@pytest.fixture
def wished(source) -> Any:
    rows = [post_row(n, f"m{n}", text) for n, text in enumerate(SEATS)]
    ingest(source, [*rows, post_row(9, "m0", MUSIC)])
    ingest(source, [post_row(10, "m1", "座椅记忆请问怎么用？")])
    read_suggestions()
    return Suggestion.objects.get(topic="seats")


def groups() -> list[tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    rows = SuggestionPost.objects.order_by("post_id")
    for suggestion, post in rows.values_list("suggestion_id", "post_id"):
        found.setdefault(suggestion, []).append(post)
    return sorted(tuple(posts) for posts in found.values())


def test_posts_that_wish_for_the_same_are_one_suggestion(wished) -> None:
    assert Suggestion.objects.count() == 2
    counted = Suggestion.objects.with_counts().get(pk=wished.pk)
    assert (counted.member_count, counted.post_count) == (3, 3)
    assert wished.name == SEATS[0]
    assert SuggestionPost.objects.filter(said__contains="请问").count() == 0


@pytest.mark.parametrize("size", [1, 2, 500])
def test_the_size_of_batches_changes_no_group(wished, size) -> None:
    before = groups()
    Suggestion.objects.all().delete()
    SuggestionCursor.objects.all().delete()
    run = read_suggestions(batch_posts=size)
    assert (run.found, run.opened) == (4, 2)
    assert groups() == before
    assert read_suggestions(batch_posts=size).posts == 0


def test_stored_posts_are_read_bit_by_bit_by_the_watch(
    wished,
    monkeypatch,
) -> None:
    Suggestion.objects.all().delete()
    SuggestionCursor.objects.all().delete()
    assert read_suggestions(most_batches=2, batch_posts=1).posts == 2
    assert process_new_posts(now=NOW).suggested.posts == 3
    assert SuggestionCursor.objects.get().through_post == max(
        Post.objects.values_list("pk", flat=True),
    )


def test_a_killed_batch_is_read_again(wished, monkeypatch) -> None:
    before = groups()
    Suggestion.objects.all().delete()
    SuggestionCursor.objects.all().delete()
    read_suggestions(most_batches=1, batch_posts=2)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SuggestionCursor, "save", fail)
        with pytest.raises(KeyboardInterrupt):
            read_suggestions(batch_posts=2)
    read_suggestions(batch_posts=2)
    assert groups() == before


def decide(suggestion: Suggestion, to_state: str, **given: Any) -> Suggestion:
    return change_suggestion(
        suggestion_id=suggestion.pk,
        to_state=to_state,
        now=given.pop("now", NOW),
        **given,
    )


def test_a_declined_suggestion_needs_its_reason(wished, accounts) -> None:
    user = accounts["planner"]
    with pytest.raises(Invalid):
        decide(wished, "declined", user=user)
    declined = decide(wished, "declined", answer="太贵", user=user)
    assert (declined.outcome, declined.decided_at) == ("declined", NOW)
    with pytest.raises(Conflict):
        decide(wished, "shipped", user=user)
    again = decide(wished, "planned", user=user)
    assert (again.outcome, again.decided_at) == ("", None)
    assert SuggestionPost.objects.awaiting_notice().count() == 0


def test_everybody_informed_means_answered_until_somebody_joins(
    wished,
    accounts,
    source,
) -> None:
    user = accounts["planner"]
    decide(wished, "shipped", answer="3.2.1 起", user=user)
    waiting = SuggestionPost.objects.awaiting_notice()
    first, *others = waiting.order_by("pk").values_list("pk", flat=True)
    informed = {"suggestion_id": wished.pk, "user": user, "now": NOW}
    assert mark_informed(entry_ids=[first], **informed) == 1
    assert mark_informed(entry_ids=[first], **informed) == 0
    wished.refresh_from_db()
    assert wished.state == "shipped"
    assert mark_informed(entry_ids=others, **informed) == 2
    wished.refresh_from_db()
    assert wished.state == Suggestion.State.ANSWERED
    assert SuggestionNotice.objects.filter(kind="shipped").count() == 3
    ingest(source, [post_row(20, "m0", "再说一次，希望座椅加个记忆")])
    read_suggestions()
    wished.refresh_from_db()
    assert wished.state == Suggestion.State.ANSWERED, "they know already"
    ingest(source, [post_row(21, "late", "希望座椅能加个记忆")])
    read_suggestions()
    wished.refresh_from_db()
    assert wished.state == "shipped"


def test_whom_the_gate_refuses_is_not_informed(
    wished: Any,
    accounts: dict[str, Any],
) -> None:
    """Who is informed was contacted: the limits of contact count it."""
    user = accounts["planner"]
    decide(wished, "shipped", answer="3.2.1 起", user=user)
    waiting = SuggestionPost.objects.awaiting_notice().order_by("pk")
    first, stopped, _third = waiting.select_related("post")
    stop_contact(
        member_id=stopped.post.author_id,
        reason="家中有事",
        until=None,
        now=NOW,
        user=user,
    )
    informed = mark_informed(
        suggestion_id=wished.pk,
        entry_ids=[first.pk, stopped.pk],
        user=user,
        now=NOW,
    )
    assert informed == 1
    assert stopped in SuggestionPost.objects.awaiting_notice()
    later = NOW + timedelta(hours=1)
    asked = Asked(later, present_policy())
    facts = facts_of(asked, first.post.author_id)
    assert facts.contacts == (NOW.timestamp(),)


def test_the_promise_counts_who_was_informed_within_its_days(
    wished,
    accounts,
) -> None:
    user = accounts["planner"]
    edit_suggestion(
        suggestion_id=wished.pk,
        name="座椅记忆",
        owner=user,
        promised_days=7,
        user=user,
        now=NOW,
    )
    decide(wished, "shipped", user=user)
    assert kept_promise(NOW).share is None, "nobody is due yet"
    waiting = SuggestionPost.objects.awaiting_notice().order_by("pk")
    first, second, _third = waiting.values_list("pk", flat=True)
    for entry, days in ((first, 3), (second, 9)):
        mark_informed(
            suggestion_id=wished.pk,
            entry_ids=[entry],
            user=user,
            now=NOW + timedelta(days=days),
        )
    early = kept_promise(NOW + timedelta(days=4))
    assert (early.in_time, early.due) == (1, 1)
    late = kept_promise(NOW + timedelta(days=10))
    assert (late.in_time, late.due) == (1, 3)


def test_merged_and_split_posts_draw_later_ones(
    wished,
    accounts,
    source,
) -> None:
    user = accounts["lead"]
    music = Suggestion.objects.exclude(pk=wished.pk).get()
    merge_suggestions(
        suggestion_id=wished.pk,
        other_id=music.pk,
        user=user,
        now=NOW,
    )
    with pytest.raises(Conflict):
        decide(music, "planned", user=user)
    ingest(source, [post_row(30, "m7", MUSIC)])
    read_suggestions()
    assert wished.posts.count() == 5
    entries = wished.posts.filter(topic="head_unit")
    split = split_suggestion(
        suggestion_id=wished.pk,
        entry_ids=[entry.pk for entry in entries],
        user=user,
        now=NOW,
    )
    ingest(source, [post_row(31, "m8", MUSIC)])
    read_suggestions()
    assert (wished.posts.count(), split.posts.count()) == (3, 3)
    with pytest.raises(Invalid):
        split_suggestion(
            suggestion_id=split.pk,
            entry_ids=[entry.pk for entry in split.posts.all()],
            user=user,
            now=NOW,
        )


def test_a_merge_can_be_undone_once(wished, accounts, source) -> None:
    user = accounts["planner"]
    music = Suggestion.objects.get(topic="head_unit")
    before = groups()
    began = wished.opened_at
    change = merge_suggestions(
        suggestion_id=wished.pk,
        other_id=music.pk,
        user=user,
        now=NOW,
    )
    ingest(source, [post_row(30, "m7", "希望座椅能加个记忆")])
    read_suggestions()
    assert undo_merge(change_id=change.pk, user=user, now=NOW) == music
    after = groups()
    assert after[1] == before[1]
    assert after[0][:-1] == before[0], "what came since stays"
    wished.refresh_from_db()
    music.refresh_from_db()
    assert (wished.opened_at, music.merged_into) == (began, None)
    with pytest.raises(Conflict):
        undo_merge(change_id=change.pk, user=user, now=NOW)
    kinds = wished.changes.values_list("kind", flat=True)
    assert list(kinds) == ["undone", "merged"]


def test_a_merge_is_undone_on_its_page(wished, as_role) -> None:
    client = as_role("planner")
    music = Suggestion.objects.get(topic="head_unit")
    address = reverse("alerts:suggestion_merge", args=[wished.pk])
    page = client.post(address, {"other": music.pk}, follow=True)
    change = wished.changes.get(kind="merged")
    undo = reverse("alerts:suggestion_undo", args=[change.pk])
    assert page.content.decode().count(undo) == 2, "a message and the history"
    page = client.post(undo, follow=True)
    assert page.redirect_chain[-1][0] == music.get_absolute_url()
    page = client.get(wished.get_absolute_url()).content.decode()
    assert undo not in page
    again = client.post(undo, follow=True)
    assert "alert-danger" in again.content.decode()


def test_repeated_words_are_folded_below_the_first(
    wished,
    source,
    as_role,
) -> None:
    ingest(source, [post_row(n, f"m{n}", SEATS[0]) for n in (20, 21)])
    read_suggestions()
    page = as_role("planner").get(wished.get_absolute_url())
    sizes = {
        first.post.text: len(repeats)
        for first, repeats in page.context["wordings"]
    }
    assert sizes == {SEATS[0]: 2, SEATS[1]: 0, SEATS[2]: 0}
    html = page.content.decode()
    assert "还有2条同样的话" in html
    assert html.count('name="posts"') == 5, "each can still be chosen"


def test_the_pages_lead_from_list_to_answer(
    wished,
    as_role,
    accounts,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    client = as_role("planner")
    listed = client.get(reverse("alerts:suggestion_list"))
    rows = listed.context["table"].page.object_list.data
    assert next(row.pk for row in rows) == wished.pk
    assert [card.value for card in listed.context["cards"]] == [2, 0, 0, None]
    desk = client.get(reverse("teamwork:desk")).content.decode()
    assert SEATS[0] in desk, "of several members, and nobody is responsible"
    address = wished.get_absolute_url()
    refused = client.post(address, {"to_state": "declined", "answer": ""})
    assert refused.status_code == 400
    stale = {"to_state": "shipped", "from_state": "planned"}
    assert client.post(address, stale).status_code == 409
    shipped = {"to_state": "shipped", "from_state": "heard", "answer": "3.2.1"}
    assert client.post(address, shipped).status_code == 302
    page = client.get(address)
    assert len(page.context["to_inform"]) == 3
    assert "3.2.1" in page.context["to_inform"][0]["text"]
    inform = reverse("alerts:suggestion_inform", args=[wished.pk])
    assert client.post(inform, {}).status_code == 422
    chosen = [one["entry"].pk for one in page.context["to_inform"]]
    assert client.post(inform, {"posts": chosen}).status_code == 302
    wished.refresh_from_db()
    assert wished.state == Suggestion.State.ANSWERED
    assert client.get(address).status_code == 200


def test_suggestions_are_read_by_machines(wished, client, token) -> None:
    answer = client.get(
        "/api/v1/suggestions/",
        headers=token("alerts:read"),
    )
    rows = answer.json()["results"]
    by_id = {row["id"]: row for row in rows}
    assert by_id[wished.pk]["member_count"] == 3
    assert "owner" not in by_id[wished.pk]
