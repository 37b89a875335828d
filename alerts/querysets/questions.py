from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from community.models import Post


class HelperInvitationQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "HelperInvitationQuerySet":
        """Invitations that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_answered(self) -> "HelperInvitationQuerySet":
        """Annotate invitations with `is_answered`: the helper wrote in the
        thread of the question after they were invited.
        """
        answers = Post.objects.filter(
            source=OuterRef("question__post__source"),
            thread_key=OuterRef("question__post__thread_key"),
            author=OuterRef("member"),
            posted_at__gt=OuterRef("invited_at"),
            is_deleted=False,
        )
        rows: HelperInvitationQuerySet = self.annotate(
            is_answered=Exists(answers),
        )
        return rows
