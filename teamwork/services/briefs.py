"""The brief list: works that the team means to use."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from community.models import Post
from teamwork.models import BriefWork


@atomic_with_retry
def add_to_brief(*, post: Post, user: Any, now: datetime) -> BriefWork:
    """Put a post on the brief list, and return its row; it is there once.

    Errors: Conflict if the post was deleted at its source or is paid for.
    """
    if post.is_deleted:
        raise Conflict("deleted", _("This post was deleted at its source."))
    if post.is_paid:
        text = _("This post is paid for: it speaks for nobody.")
        raise Conflict("paid_for", text)
    row, _is_new = BriefWork.objects.get_or_create(
        post=post,
        defaults={"added_by": user, "added_at": now},
    )
    return row


@atomic_with_retry
def remove_from_brief(*, post_id: int) -> None:
    """Take a post off the brief list. Errors: Conflict if it is not on it."""
    removed, _by_model = BriefWork.objects.filter(post=post_id).delete()
    if not removed:
        text = _("This post is not on the brief list any more.")
        raise Conflict("not_on_brief", text)
