from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.rules.cells import TEXT_LIMIT
from common.db.change_times import changed_at_field
from community.models.circles import Circle
from community.querysets import PostQuerySet, ReactionQuerySet
from community.rules.openers import Opening
from community.rules.post_drafts import TITLE_LIMIT
from community.rules.post_versions import PostState, state_digest
from members.models import Member, MemberIdentity
from members.rules.merging import OnMerge


def moved_identity_field() -> Any:
    """Return a field for the identity under which a row arrived, if a merge had
    moved it: the row follows the identity.
    """
    return models.ForeignKey(
        MemberIdentity,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )


class Post(models.Model):
    """What a member wrote: a post that opens a thread, or a reply in one.

    is_opening: it opens its thread, as far as its posts have come · version:
    greater is newer, None if the source gives none · opening_mark: whether the
    source says that it opens its thread.
    """

    on_member_merge = {"author": OnMerge.MOVE}

    source = models.ForeignKey(
        EventSource,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    external_id = models.CharField(_("external id"), max_length=TEXT_LIMIT)
    thread_key = models.CharField(
        _("thread"),
        max_length=TEXT_LIMIT,
        help_text=_(
            "The external id of the post that opened the thread, or a number "
            "of the thread.",
        ),
    )
    is_opening = models.BooleanField(_("opens its thread"), default=False)
    opening_mark = models.BooleanField(null=True, editable=False)
    reply_to = models.CharField(
        _("reply to"),
        max_length=TEXT_LIMIT,
        blank=True,
        help_text=_("Id or floor of the post that it answers."),
    )
    quoted_author = models.CharField(
        _("quoted author"),
        max_length=TEXT_LIMIT,
        blank=True,
    )
    circle = models.ForeignKey(
        Circle,
        verbose_name=_("circle"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
        db_index=False,
    )
    author = models.ForeignKey(
        Member,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="posts",
        db_index=False,
    )
    title = models.CharField(_("title"), max_length=TITLE_LIMIT, blank=True)
    text = models.TextField(_("text"), blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    media_count = models.PositiveSmallIntegerField(
        _("pictures and videos"),
        default=0,
    )
    reaction_count = models.PositiveIntegerField(_("reactions"), default=0)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    version = models.BigIntegerField(null=True, editable=False)
    is_deleted = models.BooleanField(_("deleted"), default=False)
    is_paid = models.BooleanField(_("paid for"), default=False)
    is_history = models.BooleanField(
        _("historic"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("It was history when it arrived: it raises no news."),
    )
    moved_identity = moved_identity_field()
    updated_at = changed_at_field()

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("-posted_at", "-id")
        indexes = [
            models.Index(fields=("source", "thread_key"), name="post_thread"),
            models.Index(
                fields=("author", "-posted_at"),
                name="post_author_time",
            ),
            models.Index(fields=("-posted_at", "-id"), name="post_newest"),
            models.Index(fields=("updated_at", "id"), name="post_changed"),
            models.Index(
                fields=("source", "posted_at"),
                name="post_source_time",
            ),
            models.Index(
                fields=("id",),
                name="post_deleted",
                condition=models.Q(is_deleted=True),
            ),
            models.Index(
                fields=("moved_identity",),
                name="post_moved_identity",
                condition=models.Q(moved_identity__isnull=False),
            ),
            models.Index(
                fields=("source",),
                name="post_reacted",
                condition=models.Q(reaction_count__gt=0),
            ),
            models.Index(
                fields=("circle", "-posted_at"),
                name="post_circle_time",
                condition=models.Q(circle__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("source", "thread_key"),
                name="thread_opened_once",
                condition=models.Q(is_opening=True),
            ),
            models.UniqueConstraint(
                fields=("source", "external_id"),
                name="post_stored_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the title, or how the text begins."""
        return self.title or self.text[:60]

    @property
    def whole_text(self) -> str:
        """Return title and text together, as they are read. The title of a
        thread belongs to the post that opens it.
        """
        if not self.is_opening:
            return self.text.strip()
        return f"{self.title}\n{self.text}".strip()

    @property
    def state(self) -> PostState:
        """Return what the source said of it last."""
        digest = state_digest(
            self.title,
            self.text,
            self.media_count,
            self.reaction_count,
            self.is_deleted,
            self.is_paid,
        )
        return PostState(self.version, self.is_deleted, digest)

    @property
    def opening(self) -> Opening:
        """Return what tells whether it opens its thread."""
        return Opening(
            self.external_id,
            self.thread_key,
            self.posted_at,
            self.opening_mark,
            bool(self.reply_to or self.quoted_author),
        )


class ReplacedStates(models.Model):
    """Digests of the states of a post that its source has replaced, the latest
    last: such a state is not taken again.
    """

    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="replaced_states",
    )
    digests = models.BinaryField()

    class Meta:
        verbose_name = _("replaced states of a post")
        verbose_name_plural = _("replaced states of posts")

    def __str__(self) -> str:
        return str(self.post_id)


class Reaction(models.Model):
    """A member liked, saved or shared a post; each once."""

    on_member_merge = {"member": OnMerge.MOVE}

    class Kind(models.TextChoices):
        LIKE = "like", _("Like")
        SAVE = "favourite", _("Favourite")
        SHARE = "share", _("Share")

    post = models.ForeignKey(
        Post,
        on_delete=models.CASCADE,
        related_name="reactions",
        db_index=False,
    )
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="reactions",
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    reacted_at = models.DateTimeField(_("reacted at"))
    moved_identity = moved_identity_field()

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(
                fields=("post", "member", "kind"),
                condition=models.Q(moved_identity__isnull=True),
                name="reacted_once",
            ),
            # Two who are one for a while may both have reacted to a post; undoing the merge gives
            # each their own reaction.
            models.UniqueConstraint(
                fields=("post", "moved_identity", "kind"),
                condition=models.Q(moved_identity__isnull=False),
                name="reacted_once_under_identity",
            ),
        ]
        indexes = [
            models.Index(
                fields=("moved_identity",),
                name="reaction_moved_identity",
                condition=models.Q(moved_identity__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.post_id}"
