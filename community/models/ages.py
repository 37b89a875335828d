from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post


def _people(label: object) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(label, default=0)  # type: ignore[arg-type]


class PostAges(models.Model):
    """How many different people reacted to a post, saved it, answered in the
    thread that it opens, or thanked for it, within 1, 7 and 28 days after it
    was posted; a post without any has no row.
    """

    post = models.OneToOneField(
        Post,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="ages",
    )
    reacted_1 = _people(_("reacted within 1 day"))
    reacted_7 = _people(_("reacted within 7 days"))
    reacted_28 = _people(_("reacted within 28 days"))
    saved_1 = _people(_("saved within 1 day"))
    saved_7 = _people(_("saved within 7 days"))
    saved_28 = _people(_("saved within 28 days"))
    answered_1 = _people(_("answered within 1 day"))
    answered_7 = _people(_("answered within 7 days"))
    answered_28 = _people(_("answered within 28 days"))
    thanked_1 = _people(_("thanked within 1 day"))
    thanked_7 = _people(_("thanked within 7 days"))
    thanked_28 = _people(_("thanked within 28 days"))

    class Meta:
        verbose_name = _("a post at fixed ages")
        verbose_name_plural = _("posts at fixed ages")

    def __str__(self) -> str:
        return str(self.post_id)
