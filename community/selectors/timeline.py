"""What the community adds to the time line of a member: threads that they
opened, questions, circles.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.ui.timeline import Entry, RowSource, Subject
from community.models import CircleMembership, Post, Question

POSTS = "posts"
ASKED = "asked"
LIFE = "life"


def _posts(subject: Subject) -> QuerySet[Any]:
    """Return what the member opened a thread with, without questions, which
    are shown as such.
    """
    no_question = Q(question__isnull=True) | Q(
        question__closed_how=Question.ClosedHow.NOT_QUESTION,
    )
    opened = Post.objects.filter(
        author=subject.member,
        is_opening=True,
        is_deleted=False,
    )
    return opened.filter(no_question).select_related("circle")


def _posted(post: Post) -> Entry:
    parts = []
    if post.reaction_count:
        parts.append(
            ngettext(
                "%(count)s reaction",
                "%(count)s reactions",
                post.reaction_count,
            )
            % {"count": post.reaction_count},
        )
    if post.media_count:
        parts.append(
            ngettext(
                "%(count)s picture or video",
                "%(count)s pictures and videos",
                post.media_count,
            )
            % {"count": post.media_count},
        )
    if post.circle:
        parts.append(str(post.circle))
    icon = "photo" if post.media_count else "messages"
    text = _("Posted: %(text)s") % {"text": post}
    return Entry(post.pk, post.posted_at, icon, text, sub=" · ".join(parts))


def _questions(subject: Subject) -> QuerySet[Any]:
    asked = Question.objects.filter(
        post__author=subject.member,
        post__is_deleted=False,
    ).exclude(closed_how=Question.ClosedHow.NOT_QUESTION)
    return asked.select_related("post", "helper")


def _asked(question: Any) -> Entry:
    if question.answered_at:
        sub = _("answered by %(name)s") % {"name": question.helper}
    elif question.solved_at:
        sub = _("solved by the asker")
    elif question.is_closed:
        sub = question.get_closed_how_display()
    else:
        sub = _("still open")
    text = _("Asked: %(text)s") % {"text": question}
    return Entry(
        question.pk,
        question.post.posted_at,
        "heart",
        text,
        href=question.get_absolute_url(),
        sub=sub,
        is_urgent=question.is_waiting,
    )


def _circles(subject: Subject) -> QuerySet[Any]:
    """Return the times that the member belonged to circles."""
    spells = CircleMembership.objects.filter(member=subject.member)
    return spells.select_related("circle")


def _came_in(spell: CircleMembership) -> Entry:
    text = _("Joined the circle %(circle)s") % {"circle": spell.circle}
    href = spell.circle.get_absolute_url()
    return Entry(spell.pk, spell.started_on, "circles", text, href=href)


def _left(spell: Any) -> Entry:
    text = _("Left the circle %(circle)s") % {"circle": spell.circle}
    href = spell.circle.get_absolute_url()
    return Entry(spell.pk, spell.ended_on, "circles", text, href=href)


TIMELINE = (
    RowSource("posts", POSTS, "posted_at", _posts, _posted),
    RowSource("questions", ASKED, "post__posted_at", _questions, _asked),
    RowSource(
        "circles",
        LIFE,
        "started_on",
        _circles,
        _came_in,
        is_day=True,
    ),
    RowSource(
        "left-circles",
        LIFE,
        "ended_on",
        lambda subject: _circles(subject).filter(ended_on__isnull=False),
        _left,
        is_day=True,
    ),
)
