"""Posts and reactions come in by the upload page as events do."""

from typing import Any

import pytest
from django.urls import reverse

from activity.models import ActivityEvent, IngestBatch
from common.jobs.queue import run_job
from common.models import JobRun
from community.models import Post, Reaction
from members.models import Member
from tests.activity.uploads import choices_of, csv_file, take_in, upload
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
POSTS = (
    "帖子ID,作者ID,发帖时间,主题ID,标题,正文\n"
    "p1,u1,2026-05-01 09:30,p1,钥匙失灵,升级之后打不开车门\n"
    "p2,u2,2026-05-01 09:40,p1,,我的也是\n"
    "p3,,2026-05-01 09:40,p1,,没有作者\n"
)
LIKES = "用户,时间,类型,帖子ID\nu3,2026-05-01 10:00,like,p1\n"


@pytest.fixture
def client(as_role: Any) -> Any:
    return as_role("analyst")


def test_posts_come_in_by_page(client: Any) -> None:
    address = upload(client, csv_file(POSTS, name="帖子.csv"))["Location"]
    batch = take_in(client, address)
    assert batch.content == IngestBatch.Content.POSTS
    assert batch.channel == IngestBatch.Channel.PAGE
    assert (batch.accepted, batch.rejected) == (2, 1)
    assert batch.file_name == "帖子.csv"
    assert batch.sent_by.username == "analyst"
    threads = Post.objects.values_list("external_id", "thread_key")
    assert sorted(threads) == [("p1", "p1"), ("p2", "p1")]


def test_reactions_come_in_by_page(client: Any) -> None:
    source = EventSourceFactory()
    posts = upload(client, csv_file(POSTS), source=source.pk)["Location"]
    take_in(client, posts)
    likes = upload(client, csv_file(LIKES), source=source.pk)["Location"]
    batch = take_in(client, likes)
    assert batch.content == IngestBatch.Content.REACTIONS
    assert batch.accepted == 1
    assert Reaction.objects.get().post.external_id == "p1"


def test_a_post_needs_a_title_a_text_or_pictures(client: Any) -> None:
    address = upload(client, csv_file(POSTS))["Location"]
    chosen = {**choices_of(client, address), "title": "", "text": ""}
    refused = client.post(address, chosen)
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()


def test_the_columns_of_posts_do_not_change_the_source(client: Any) -> None:
    take_in(client, upload(client, csv_file(POSTS))["Location"])
    batch = IngestBatch.objects.get()
    assert batch.source.columns == {}
    page = client.get(
        reverse("activity:source_detail", args=[batch.source_id])
    )
    assert "发帖时间" in page.content.decode()


FLOORS = (
    "作者ID,发帖时间,主题ID,楼层,正文\n"
    "u1,2026-05-01 09:30,T9,1,升级之后打不开车门\n"
    "u2,2026-05-01 09:40,T9,2,我的也是\n"
    "u3,2026-05-01 09:50,T9,,没有楼层\n"
)


def test_posts_without_ids_are_named_by_thread_and_floor(client: Any) -> None:
    address = upload(client, csv_file(FLOORS))["Location"]
    page = client.get(address).content.decode()
    assert "the number of the floor" in page or "填楼层号" in page
    batch = take_in(client, address)
    assert batch.content == IngestBatch.Content.POSTS
    assert (batch.accepted, batch.rejected) == (2, 1)
    ids = Post.objects.values_list("external_id", "thread_key")
    assert sorted(ids) == [("T9#1", "T9"), ("T9#2", "T9")]
    events = ActivityEvent.objects.values_list("external_id", flat=True)
    assert sorted(events) == ["T9#1", "T9#2"]


def test_posts_sent_again_by_floor_are_the_same(client: Any) -> None:
    source = EventSourceFactory()
    for _again in range(2):
        file = csv_file(FLOORS)
        take_in(client, upload(client, file, source=source.pk)["Location"])
    assert Post.objects.count() == 2
    assert ActivityEvent.objects.count() == 2


def test_a_post_needs_an_id_or_thread_and_floor(client: Any) -> None:
    address = upload(client, csv_file(FLOORS))["Location"]
    chosen = {**choices_of(client, address), "is_opening": ""}
    refused = client.post(address, chosen)
    assert refused.status_code == 422
    assert "external_id" in refused.context["form"].errors


def test_members_are_compared_before_they_come_in(client: Any) -> None:
    text = "编号,昵称,城市,备注\n0012,小王,上海,好\n0013,阿杰,,\n"
    address = upload(client, csv_file(text), content="members")["Location"]
    chosen = {**choices_of(client, address), "id": "编号", "city": ""}
    sent = client.post(address, chosen)
    assert sent.status_code == 302, sent.context["form"].errors
    preview = JobRun.objects.get()
    run_job(job_id=preview.pk, clock=lambda: NOW)
    assert sent["Location"] == reverse(
        "community:member_file",
        args=[preview.pk],
    )
    assert client.get(sent["Location"]).context["counts"]["created"] == 2
    taken = client.post(
        reverse("community:member_file_take", args=[preview.pk]),
    )
    number = int(taken["Location"].rstrip("/").split("/")[-2])
    run_job(job_id=number, clock=lambda: NOW)
    member = Member.objects.get(nickname="小王")
    assert member.city == ""
    assert IngestBatch.objects.get().content == IngestBatch.Content.MEMBERS
