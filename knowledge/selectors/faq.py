"""What the pages of the FAQ show."""

from community.models import Post
from knowledge.models import FaqEntry
from knowledge.models.faq import ANSWER_LENGTH, QUESTION_LENGTH
from members.models import MemberConsent


def proposed_entry(post: Post) -> dict[str, str]:
    """Return question and answer that a post proposes: the words of the
    thread's first post, and its own.
    """
    opening = Post.objects.filter(
        source_id=post.source_id,
        thread_key=post.thread_key,
        is_opening=True,
    ).first()
    question = post.title
    if opening is not None and opening != post:
        question = opening.title or opening.text
    return {
        "question": " ".join(question.split())[:QUESTION_LENGTH],
        "answer": post.text[:ANSWER_LENGTH],
    }


def consents_of(entry: FaqEntry) -> list[MemberConsent]:
    """Return what the author said about being quoted, the latest first."""
    said = MemberConsent.objects.filter(
        member_id=entry.post.author_id,
        purpose=MemberConsent.Purpose.FAQ,
    )
    return list(said.select_related("recorded_by")[:5])
