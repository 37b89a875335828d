"""What a reading sheet shows: things that the product chose, and as many drawn
at random from those that it did not choose.
"""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from alerts.models import Alert, IssueReport
from community.models import Post, Question
from insights.rules.decoys import DecoyPost, group_alike
from roles.models import RoleName, RoleScore
from roles.rules.columns import HOLDS_FIELDS, STRENGTH_FIELDS
from roles.rules.strength import Role

SHOWN_LETTERS = 600
SHOWN_POSTS = 12
ALERT_POSTS = 3
LEAST_POSTS = 3
# Among how many posts those that look alike are looked for.
ALIKE_POSTS = 600


class Drawn(NamedTuple):
    """A thing to be read.

    key: its id in the database · group: by what it is scored · population: of
    how many it was drawn at random, 0 if it was not.
    """

    key: str
    group: str
    question: str
    text: str
    is_chosen: bool
    population: int


def draw_reports(n: int, dice: Random) -> list[Drawn]:
    """Return n posts that are reports of issues, and n that are not."""
    chosen = _written().filter(_is_report())
    others = _written().filter(~_is_report())
    question = _("Do they report a trouble that they have themselves?")
    return _draw_posts("issues", question, (chosen, others), n, dice)


def draw_questions(n: int, dice: Random) -> list[Drawn]:
    """Return n posts that are questions, and n that open a thread and are not."""
    posts = _written().filter(is_opening=True)
    chosen = posts.filter(question__in=Question.objects.visible())
    others = posts.filter(question__isnull=True)
    question = _("Do they ask something that should be answered?")
    return _draw_posts("questions", question, (chosen, others), n, dice)


def draw_alerts(n: int, dice: Random) -> list[Drawn]:
    """Return n alerts with the posts they were raised on, and as many groups of
    posts that look alike and are in no issue.
    """
    question = _("Do at least two of them report the same trouble?")
    drawn = []
    alerts = _sample(_ids(Alert.objects.all()), n, dice)
    for alert in alerts:
        text = _joined(_posts_of_alert(Alert.objects.get(pk=alert)))
        drawn.append(Drawn(str(alert), "alerts", question, text, True, 0))
    for keys in _groups_alike(len(alerts), dice):
        posts = Post.objects.filter(pk__in=keys).order_by("posted_at", "pk")
        key = " ".join(map(str, keys))
        drawn.append(
            Drawn(key, "alerts", question, _joined(posts), False, 0),
        )
    return drawn


def _groups_alike(n: int, dice: Random) -> list[list[int]]:
    """Return groups of posts of different authors that are in no issue."""
    others = _ids(_written().filter(~_is_report()))
    sample = _sample(others, ALIKE_POSTS, dice)
    pool = []
    for post in Post.objects.filter(pk__in=sample).order_by("pk"):
        pool.append(DecoyPost(post.pk, post.author_id, post.whole_text))
    firsts = dice.sample(pool, min(n, len(pool)))
    groups = []
    for first in firsts:
        group = group_alike(first, pool, ALERT_POSTS)
        if len(group) == ALERT_POSTS:
            groups.append(group)
    return groups


def draw_roles(n: int, dice: Random, *, generation: int) -> list[Drawn]:
    """Return, of each role, the strongest members who hold it and as many who
    do not, each with some of their posts; about n members who hold one.
    """
    drawn = []
    for role in Role:
        each = max(n // len(Role), 1)
        drawn += _draw_role(role, each, dice, generation)
    return drawn


def _draw_role(
    role: Role,
    n: int,
    dice: Random,
    generation: int,
) -> list[Drawn]:
    label = str(RoleName(int(role)).label)
    question = _("Are they one in this community: %(role)s?") % {"role": label}
    scores = RoleScore.objects.of_generation(generation)
    holding = scores.filter(**{HOLDS_FIELDS[role]: True})
    strongest = holding.order_by(f"-{STRENGTH_FIELDS[role]}", "member_id")
    holders = list(strongest.values_list("member_id", flat=True))
    others = sorted(_members_with_posts() - set(holders))
    group = STRENGTH_FIELDS[role]
    drawn = []
    for key in holders[:n]:
        text = _posts_of_member(key, dice)
        drawn.append(Drawn(str(key), group, question, text, True, 0))
    for key in _sample(others, n, dice):
        text = _posts_of_member(key, dice)
        drawn.append(Drawn(str(key), group, question, text, False, 0))
    return drawn


def _written() -> QuerySet[Post]:
    return Post.objects.visible().exclude(text="", title="")


def _is_report() -> Exists:
    """Return whether a post is a report of an issue."""
    reports = IssueReport.objects.filter(post=OuterRef("pk"))
    return Exists(reports)


def _draw_posts(
    group: str,
    question: str,
    sides: tuple[QuerySet[Post], QuerySet[Post]],
    n: int,
    dice: Random,
) -> list[Drawn]:
    drawn = []
    for posts, is_chosen in zip(sides, (True, False), strict=True):
        keys = _ids(posts)
        for key in _sample(keys, n, dice):
            text = _in_its_thread(Post.objects.get(pk=key))
            drawn.append(
                Drawn(str(key), group, question, text, is_chosen, len(keys)),
            )
    return drawn


def _ids(rows: QuerySet[Any]) -> list[int]:
    """Return the ids of rows in the one order that makes a seed repeatable."""
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _sample(keys: Sequence[int], n: int, dice: Random) -> list[int]:
    return dice.sample(keys, min(n, len(keys)))


def _members_with_posts() -> set[int]:
    counts = (
        _written()
        .values("author_id")
        .annotate(posts=Count("pk"))
        .filter(posts__gte=LEAST_POSTS)
    )
    return set(counts.values_list("author_id", flat=True))


def _posts_of_alert(alert: Alert) -> list[Post]:
    """Return the post that raised an alert, after the first of other owners."""
    before = (
        IssueReport.objects.visible()
        .filter(issue=alert.issue_id, posted_at__lte=alert.post.posted_at)
        .exclude(post__author=alert.post.author_id)
        .select_related("post")
        .order_by("posted_at", "pk")
    )
    first: dict[int, Post] = {}
    for report in before:
        first.setdefault(report.post.author_id, report.post)
    return [*list(first.values())[: ALERT_POSTS - 1], alert.post]


def _posts_of_member(member: int, dice: Random) -> str:
    """Return some posts of a member drawn at random, the oldest first."""
    posts = _written().filter(author=member)
    keys = _sample(_ids(posts), SHOWN_POSTS, dice)
    drawn = Post.objects.filter(pk__in=keys).order_by("posted_at", "pk")
    return _joined(drawn)


def _joined(posts: Iterable[Post]) -> str:
    parts = []
    for number, post in enumerate(posts, start=1):
        parts.append(f"[{number}] {_in_its_thread(post)}")
    return "\n\n".join(parts)


def _in_its_thread(post: Post) -> str:
    """Return the text of a post; of a reply after the beginning of its thread."""
    text = post.whole_text[:SHOWN_LETTERS]
    if post.is_opening:
        return text
    opener = Post.objects.filter(
        source=post.source_id,
        thread_key=post.thread_key,
        is_opening=True,
    ).first()
    if opener is None:
        return text
    begins = opener.whole_text[: SHOWN_LETTERS // 2]
    return _("%(text)s\n(in the thread: %(opener)s)") % {
        "text": text,
        "opener": begins,
    }
