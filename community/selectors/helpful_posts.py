"""Posts that helped somebody soon after they were written."""

from django.db.models import Q

from community.models import Post
from community.querysets import PostQuerySet


def helpful_posts() -> PostQuerySet:
    """Return the unpaid posts that others thanked for or saved within 7 days."""
    helped = Q(ages__saved_7__gt=0) | Q(ages__thanked_7__gt=0)
    found: PostQuerySet = Post.objects.visible().filter(
        helped,
        features__is_paid=False,
    )
    return found
