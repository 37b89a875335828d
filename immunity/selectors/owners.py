"""Owners whose own experience fits a claim, and who of them may be asked."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from community.models import Post
from community.rules.text import normalise
from immunity.models import Claim, ClaimInvitation
from immunity.rules.experience import Fit, Fits, Work, find_fits
from immunity.rules.scenes import read_scene
from members.models import Member, VehicleOwnership
from outreach.labels import refusal_text
from outreach.rules.messages import CANCELLED, FAILED, REFUSED
from outreach.selectors.gate import Gate

PURPOSE = "experience"
YEARS_BACK = timedelta(days=3 * 365)
ASKED_WITHIN = timedelta(days=30)
MAX_READ_POSTS = 1_000
SHOWN_OWNERS = 12


class FittingOwner(NamedTuple):
    """An owner whose experience fits: why, the works that show it, and what
    speaks against asking them now ("" for nothing).
    """

    member: Any
    fit: Fit
    works: list[Any]
    why_not: str


class Owners(NamedTuple):
    """Owners who fit, those who may be asked first; how many fit in all;
    members who report the claimed trouble as their own; and whether only the
    newest posts were read, because too many name the scene.
    """

    shown: list[FittingOwner]
    total: int
    complaining: list[Any]
    is_partial: bool = False


def find_owners(
    claim: Claim,
    *,
    now: datetime,
    wanted: Collection[int] | None = None,
) -> Owners:
    """Return whose own experience fits a claim, each with why: the first
    SHOWN_OWNERS of them, or those who are `wanted`.
    """
    scene = read_scene(claim.scene_words)
    posts = list(_posts_of_scene(scene, claim, now))
    fits = _read_fits(claim, scene, posts)
    against = _against_asking(claim, fits.fitting, now)
    ordered = sorted(
        fits.fitting,
        key=lambda pk: (bool(against[pk]), -fits.fitting[pk].points, pk),
    )
    chosen = ordered[:SHOWN_OWNERS]
    if wanted is not None:
        chosen = [pk for pk in ordered if pk in wanted]
    by_post = {post.pk: post for post in posts}
    people = Member.objects.in_bulk([*chosen, *fits.complaining])
    shown = []
    for pk in chosen:
        fit = fits.fitting[pk]
        own = [by_post[post] for post in fit.works]
        shown.append(FittingOwner(people[pk], fit, own, against[pk]))
    complaining = [people[pk] for pk in sorted(fits.complaining)]
    is_partial = fits.is_partial or len(posts) == MAX_READ_POSTS
    return Owners(shown, len(ordered), complaining, is_partial)


def _read_fits(
    claim: Claim,
    scene: list[list[str]],
    posts: Iterable[Any],
) -> Fits:
    """Return whose posts fit the scene of a claim."""
    works = []
    for post in posts:
        text = normalise(post.whole_text)
        works.append(Work(post.pk, post.author_id, text, post.media_count))
    return find_fits(
        works,
        scene=scene,
        models=_models({work.author for work in works}),
        wanted_models=claim.model_series,
    )


def _posts_of_scene(
    scene: list[list[str]],
    claim: Claim,
    now: datetime,
) -> Iterable[Any]:
    """Return the newest posts that name the first thing of a scene, without
    those that are about the claim already.
    """
    if not scene:
        return []
    since = now - YEARS_BACK
    posts = Post.objects.visible().filter(posted_at__gte=since, is_paid=False)
    named = [posts.saying(word).values("pk") for word in scene[0]]
    found = reduce(or_, (posts.filter(pk__in=rows) for rows in named))
    spread = claim.posts.filter(stance="spreading").values("post")
    rows = found.exclude(pk__in=spread).order_by("-posted_at", "-pk")
    return rows.select_related("author")[:MAX_READ_POSTS]


def _models(authors: Iterable[int]) -> dict[int, str]:
    """Return the model series that each author drives, of several the latest."""
    cars = VehicleOwnership.objects.current().filter(member_id__in=authors)
    ordered = cars.order_by("started_on", "pk")
    return dict(ordered.values_list("member_id", "model_series"))


def _against_asking(
    claim: Claim,
    members: Iterable[int],
    now: datetime,
) -> dict[int, str]:
    """Return what speaks against asking each of these members now."""
    ids = sorted(members)
    against = dict.fromkeys(ids, "")
    if not ids:
        return against
    gate = Gate(now)
    facts = gate.read(ids)
    verdicts = gate.ask_all(facts, purpose=PURPOSE, keeps_hours=False)
    for decision in gate.decisions(facts, verdicts, PURPOSE):
        if decision.reason is not None:
            text = refusal_text(decision.reason, decision.allowed_at)
            against[decision.member_id] = text
    for member_id in asked_lately(ids, claim, now):
        against[member_id] = asked_text()
    return against


def asked_lately(
    member_ids: Iterable[int],
    claim: Claim,
    now: datetime,
) -> set[int]:
    """Return who was asked for this claim before, or for any within 30 days;
    an invitation that was cancelled, refused or failed asks nobody.
    """
    rows = ClaimInvitation.objects.filter(member__in=list(member_ids))
    asked = rows.exclude(message__state__in=(CANCELLED, REFUSED, FAILED))
    lately = asked.filter(invited_at__gte=now - ASKED_WITHIN)
    same = asked.filter(claim=claim)
    ids = [*lately.values_list("member_id", flat=True)]
    return {*ids, *same.values_list("member_id", flat=True)}


def asked_text() -> str:
    """Return that a member was asked lately."""
    return _("Was asked within the last 30 days")
