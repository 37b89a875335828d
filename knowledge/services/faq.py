"""Frequent questions from members' works: entered, published, taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from community.models import Post
from knowledge.models import FaqEntry
from knowledge.rules.search_words import search_words
from members.models import MemberConsent
from members.services.consents import record_consent


@atomic_with_retry
def create_entry(
    *,
    post: Post,
    question: str,
    answer: str,
    now: datetime,
    user: Any,
) -> FaqEntry:
    """Store a question with the answer of a post, not published; return it.

    Errors: Conflict if the post is in the FAQ already or was deleted,
    ValidationError.
    """
    if FaqEntry.objects.filter(post=post).exists():
        text = _("This post is in the FAQ already.")
        raise Conflict("in_faq_already", text)
    if post.is_deleted:
        raise Conflict("post_deleted", _("This post was deleted."))
    answer = normalize_newlines(answer).strip()
    entry = FaqEntry(
        post=post,
        question=question.strip(),
        answer=answer,
        owner=user,
        search_words=search_words(question, answer),
        created_at=now,
        updated_at=now,
    )
    entry.full_clean()
    entry.save()
    return entry


@atomic_with_retry
def edit_entry(
    *,
    entry_id: int,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
    now: datetime,
) -> FaqEntry:
    """Change question, answer or owner, and return the entry.

    Errors: EditConflict, ValidationError.
    """
    entry = _lock(entry_id)
    wanted = dict(changes)
    if "answer" in wanted:
        wanted["answer"] = normalize_newlines(wanted["answer"]).strip()
    apply_edit(entry, changes=wanted, opened=opened)
    entry.search_words = search_words(entry.question, entry.answer)
    entry.updated_at = now
    entry.save(update_fields=["search_words", "updated_at"])
    return entry


@atomic_with_retry
def publish_entry(*, entry_id: int, now: datetime, user: Any) -> FaqEntry:
    """Publish an entry, and return it.

    Errors: Conflict if its author does not agree, or the post was deleted.
    """
    entry = _lock(entry_id)
    if entry.post.is_deleted:
        raise Conflict("post_deleted", _("This post was deleted."))
    # A withdrawal after this counts as well: `public()` reads the consent.
    agreeing = MemberConsent.objects.agreeing(
        MemberConsent.Purpose.FAQ,
        [entry.post.author_id],
    )
    if not agreeing:
        text = _("%(name)s has not agreed to be quoted. Ask TA first.")
        shown = {"name": entry.post.author}
        raise Conflict("no_consent", text % shown)
    if entry.published_at is None:
        entry.published_at = now
        entry.published_by = user
        entry.save(update_fields=["published_at", "published_by"])
    return entry


@atomic_with_retry
def withdraw_entry(*, entry_id: int) -> FaqEntry:
    """Take an entry out of the public FAQ, and return it."""
    entry = _lock(entry_id)
    entry.published_at = None
    entry.published_by = None
    entry.save(update_fields=["published_at", "published_by"])
    return entry


def record_author_consent(
    *,
    entry: FaqEntry,
    is_given: bool,
    note: str,
    now: datetime,
    user: Any,
) -> MemberConsent:
    """Record what the author of an entry said about being quoted."""
    consent: MemberConsent = record_consent(
        member_id=entry.post.author_id,
        purpose=MemberConsent.Purpose.FAQ,
        is_given=is_given,
        note=note,
        user=user,
        now=now,
    )
    return consent


def _lock(pk: int) -> FaqEntry:
    rows = FaqEntry.objects.select_for_update(of=("self",))
    entry: FaqEntry = rows.select_related("post__author").get(pk=pk)
    return entry
