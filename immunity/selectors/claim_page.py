"""What the page of a claim shows."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from common.calendar import business_date
from community.models import Post
from immunity.labels import before_after_text
from immunity.models import Claim, ClaimPost
from immunity.rules.coordination import Campaign, CopiedPost, find_campaigns
from immunity.rules.spread import (
    Said,
    before_and_after,
    count_people,
    spread_curve,
)
from immunity.rules.stances import Stance
from immunity.selectors.wordings import Recognised

SHOWN_POSTS = 30
MAX_POSTS = 5_000


class NextStep(NamedTuple):
    """What to do with a claim now: why, more of it, the button, and where."""

    why: str
    sub: str
    label: str
    href: str = ""
    to_state: str = ""


class ShownCampaign(NamedTuple):
    """One text by several accounts within hours, with its posts."""

    campaign: Campaign
    posts: list[ClaimPost]


def read_claim(claim: Any, *, today: date) -> dict[str, Any]:
    """Return what the page shows beside the claim's fields."""
    rows = claim.posts.counted().order_by("-posted_at", "-pk")
    columns = ("posted_at", "post__author_id", "stance")
    said = []
    for at, person, stance in rows.values_list(*columns)[:MAX_POSTS]:
        said.append(Said(business_date(at), person, Stance(stance)))
    evidence = claim.evidence.shown()
    evidence_rows = list(
        evidence.select_related("post__author", "post__source", "linked_by")
    )
    first_evidence = min(
        (business_date(row.linked_at) for row in evidence_rows), default=None
    )
    change = ""
    if first_evidence is not None:
        found = before_and_after(said, first_evidence, today)
        change = before_after_text(found)
    return {
        "people": {one.value: n for one, n in count_people(said).items()},
        "curve": _chart(said, today),
        "posts": rows.select_related("post__author", "post__source")[
            :SHOWN_POSTS
        ],
        "excluded": claim.posts.excluded().select_related(
            "post__author", "post__source"
        )[:SHOWN_POSTS],
        "evidence": evidence_rows,
        "first_evidence": first_evidence,
        "change": change,
        "campaigns": _campaigns(rows),
        "wordings": claim.wordings.select_related("added_by"),
        "changes": claim.changes.select_related("changed_by"),
        "invitations": claim.invitations.select_related("member", "message"),
        "known": _known(claim),
    }


def _known(claim: Any) -> Recognised | None:
    """Return the settled claim that comes again in this one."""
    if claim.returns_of_id is None:
        return None
    settled = claim.returns_of
    rows = settled.evidence.shown()
    answered_on = None
    if settled.answered_at is not None:
        answered_on = business_date(settled.answered_at)
    evidence = list(rows.select_related("post__author", "post__source"))
    return Recognised(settled, answered_on, evidence)


def _chart(said: list[Said], today: date) -> dict[str, Any]:
    """Return the curve as the chart of the page draws it."""
    curve = spread_curve(said, today)
    series = []
    for stance, data in curve.people.items():
        label = str(ClaimPost.StanceWord(stance.value).label)
        series.append({"name": label, "data": data})
    return {"kind": "bar", "x": list(map(str, curve.days)), "series": series}


def _campaigns(rows: Any) -> list[ShownCampaign]:
    """Return the campaigns among the spreading posts of a claim."""
    spreading = rows.filter(stance="spreading").exclude(text_key="")
    posts = list(spreading.select_related("post__author")[:MAX_POSTS])
    known = _known_since({row.post.author_id for row in posts})
    copied = []
    for row in posts:
        author = row.post.author_id
        since = known.get(author, row.posted_at)
        copied.append(
            CopiedPost(row.pk, author, since, row.posted_at, row.text_key),
        )
    by_pk = {row.pk: row for row in posts}
    shown = []
    for campaign in find_campaigns(copied):
        own = [by_pk[one.post] for one in campaign.posts]
        shown.append(ShownCampaign(campaign, own))
    return shown


def _known_since(authors: set[int]) -> dict[int, datetime]:
    """Return when each author wrote first."""
    rows = Post.objects.filter(author_id__in=authors).order_by()
    first = rows.values("author_id").annotate(first=Min("posted_at"))
    return dict(first.values_list("author_id", "first"))


def next_step(claim: Any, shown: dict[str, Any]) -> NextStep:
    """Return what to do with a claim now."""
    spreading = shown["people"]["spreading"]
    counted = _("%(count)s people spread it.") % {"count": spreading}
    state = Claim.State
    if claim.state == state.SUGGESTED:
        sub = _(
            "Read what they say: is it a rumour, or the trouble of an owner?",
        )
        label = _("It is a rumour")
        return NextStep(counted, sub, label, to_state=state.CONFIRMED)
    if claim.state == state.CONFIRMED and shown["evidence"]:
        sub = _("Owners have shown their experience: say what we know.")
        return NextStep(counted, sub, _("Answer it"), href="#decide")
    if claim.state == state.CONFIRMED:
        sub = _(
            "Invite owners whose own experience fits; their posts answer it "
            "better than we can.",
        )
        return NextStep(counted, sub, _("To these owners"), href="#owners")
    if claim.state == state.ANSWERED and not shown["evidence"]:
        sub = _(
            "The posts that showed it are gone: link another one, or open the "
            "claim again.",
        )
        return NextStep(counted, sub, _("To the evidence"), href="#evidence")
    if claim.state == state.ANSWERED:
        sub = shown["change"]
        label = _("Close it")
        return NextStep(counted, sub, label, to_state=state.CLOSED)
    sub = _("If it is said again, it is suggested anew with this answer.")
    if claim.state == state.NOT_RUMOUR:
        sub = _("Posts that repeat it are counted here and raise nothing.")
    label = _("To the board")
    board = reverse("immunity:claim_list")
    return NextStep(str(claim.get_state_display()), sub, label, href=board)
