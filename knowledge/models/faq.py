"""Answers to frequent questions, taken from works of members who agreed."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.db.fields import staff_account
from community.models import Post
from knowledge.querysets import FaqQuerySet
from members.models import validate_readable, validate_readable_lines

QUESTION_LENGTH = 120
ANSWER_LENGTH = 2000


class FaqEntry(models.Model):
    """A frequent question with the answer of a member's post.

    It is public while it is published, the post stands, and its author agrees
    (MemberConsent): none of these is copied, so a withdrawal counts at once.
    """

    question = models.CharField(
        _("question"),
        max_length=QUESTION_LENGTH,
        validators=[validate_readable],
    )
    answer = models.TextField(
        _("answer"),
        max_length=ANSWER_LENGTH,
        validators=[
            validate_readable_lines,
            MaxLengthValidator(ANSWER_LENGTH),
        ],
    )
    post = models.OneToOneField(
        Post,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="faq_entry",
    )
    owner = staff_account(pgettext_lazy("of a script", "owner"))
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
    )
    published_by = staff_account(_("published by"))
    search_words = models.TextField(editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    updated_at = models.DateTimeField(_("changed at"), editable=False)

    objects = FaqQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a frequent question")
        verbose_name_plural = _("frequent questions")
        ordering = ("question", "pk")

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("knowledge:faq_detail", args=[self.pk])
