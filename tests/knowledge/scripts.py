"""Scripts for tests, made through the services."""

from datetime import date, datetime, timedelta
from typing import Any

from common.calendar import business_date
from community.models import Post
from knowledge.models import Script, ScriptVersion
from knowledge.services.approval import approve_version, submit_version
from knowledge.services.scripts import create_script
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

TODAY = date(2026, 5, 20)
TEXT = "{nickname}您好，我是{staff}，欢迎加入。"


def drafted(
    author: Any,
    *,
    title: str = "首次欢迎",
    text: str = TEXT,
    now: datetime = NOW,
    **about: Any,
) -> ScriptVersion:
    """Return the first draft of a new script."""
    about.setdefault("scene", Script.Scene.WELCOME)
    script = create_script(
        title=title,
        text=text,
        now=now,
        user=author,
        **about,
    )
    version: ScriptVersion = script.versions.get()
    return version


def approved(
    author: Any,
    approver: Any,
    *,
    days: int = 90,
    now: datetime = NOW,
    **about: Any,
) -> ScriptVersion:
    """Return the approved version of a new script, valid for some days."""
    version = drafted(author, now=now, **about)
    submit_version(version_id=version.pk, now=now, user=author)
    return approve_version(
        version_id=version.pk,
        valid_until=business_date(now) + timedelta(days=days),
        now=now,
        user=approver,
    )


def posted(**about: Any) -> Post:
    """Return a stored post, by a new member unless an author is named."""
    number = Post.objects.count()
    defaults: dict[str, Any] = {
        "external_id": f"p{number}",
        "thread_key": f"p{number}",
        "text": "按门框铭牌的冷态胎压来",
        "posted_at": NOW,
    }
    for name, factory in (
        ("author", MemberFactory),
        ("source", EventSourceFactory),
    ):
        if name not in about:
            defaults[name] = factory()
    post: Post = Post.objects.create(**{**defaults, **about})
    return post
