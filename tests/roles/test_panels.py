"""Roles on the member page."""

import pytest
from django.urls import reverse

from community.models import Post
from tests.conftest import NOW
from tests.roles.community import member

pytestmark = pytest.mark.django_db


def roles_of(name: str) -> str:
    kwargs = {"pk": member(name).pk, "name": "roles"}
    return reverse("teamwork:member_panel", kwargs=kwargs)


def test_the_member_page_says_why_with_the_works(
    tonight,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    page = as_role("communicator").get(member("geek").get_absolute_url())
    assert "技术极客" in page.content.decode()
    panel = as_role("communicator").get(roles_of("geek")).content.decode()
    for text in ("技术极客", "标定", "答疑被感谢"):
        assert text in panel
    board = as_role("analyst").get(
        f"{reverse('roles:role_board')}?role=geek&strength_min=50",
    )
    assert [
        row.record.nickname for row in board.context["table"].page.object_list
    ] == [member("geek").nickname]


def test_the_words_of_a_deleted_post_are_shown_to_nobody(
    tonight,
    as_role,
    time_machine,
) -> None:
    """Not even where its reading is still there."""
    time_machine.move_to(NOW, tick=False)
    Post.objects.filter(author=member("geek")).update(is_deleted=True)
    client = as_role("communicator")
    for address in (member("geek").get_absolute_url(), roles_of("geek")):
        assert "标定" not in client.get(address).content.decode()
