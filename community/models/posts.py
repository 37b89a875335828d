from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.rules.drafts import TEXT_LIMIT
from community.querysets import PostQuerySet, ReactionQuerySet
from community.rules.post_drafts import TITLE_LIMIT
from members.models import Member


class Post(models.Model):
    """What a member wrote: a post that opens a thread, or a reply in one."""

    source = models.ForeignKey(
        EventSource, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    external_id = models.CharField(_("external id"), max_length=TEXT_LIMIT)
    thread_key = models.CharField(
        _("thread"), max_length=TEXT_LIMIT, help_text=_("The external id of the post that opened the thread.")
    )
    author = models.ForeignKey(
        Member, verbose_name=_("author"), on_delete=models.PROTECT, related_name="posts", db_index=False
    )
    title = models.CharField(_("title"), max_length=TITLE_LIMIT, blank=True)
    text = models.TextField(_("text"), blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    media_count = models.PositiveSmallIntegerField(_("pictures and videos"), default=0)
    reaction_count = models.PositiveIntegerField(_("reactions"), default=0)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    is_deleted = models.BooleanField(_("deleted"), default=False)
    is_paid = models.BooleanField(_("paid for"), default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("-posted_at", "-id")
        indexes = [
            models.Index(fields=("source", "thread_key"), name="post_thread"),
            models.Index(fields=("author", "-posted_at"), name="post_author_time"),
            models.Index(fields=("-posted_at", "-id"), name="post_newest"),
            models.Index(fields=("source", "posted_at"), name="post_source_time"),
            models.Index(fields=("id",), name="post_deleted", condition=models.Q(is_deleted=True)),
        ]
        constraints = [models.UniqueConstraint(fields=("source", "external_id"), name="post_stored_once")]

    def __str__(self) -> str:
        return self.title or self.text[:60]

    @property
    def whole_text(self) -> str:
        """Return title and text together, as they are read."""
        return f"{self.title}\n{self.text}".strip()


class Reaction(models.Model):
    """A member liked, saved or shared a post; each once."""

    class Kind(models.TextChoices):
        LIKE = "like", _("Like")
        SAVE = "favourite", _("Favourite")
        SHARE = "share", _("Share")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reactions")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    reacted_at = models.DateTimeField(_("reacted at"))

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [models.UniqueConstraint(fields=("post", "member", "kind"), name="reacted_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind} {self.post_id}"
