"""Candidates worth discovering: quiet real owners whom nobody has made KOC, by
the help they gave and not by their reach.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Post
from community.selectors.paid_times import paid_on
from koc.models import KocSpell, OwnerScore
from koc.rules.owner_score import SOME_SIGNS
from koc.selectors.helped import HELPED_DAYS
from koc.selectors.owners import ShownReason
from teamwork.models import Nomination

SHOWN_WORKS = 3


def candidates(today: date) -> QuerySet[Any]:
    """Return the scores of people who show signs of own use, helped somebody
    of late, and are neither KOC nor nominated nor paid today, those of most
    effect first.
    """
    paid = paid_on(today).filter(member=OuterRef("pk"))
    held = KocSpell.objects.open().filter(member=OuterRef("pk"))
    waiting = Nomination.objects.filter(
        member=OuterRef("pk"),
        state=Nomination.State.OPEN,
    )
    rows: QuerySet[Any] = OwnerScore.objects.with_effect().filter(
        ~Exists(held),
        ~Exists(waiting),
        ~Exists(paid),
        score__gte=SOME_SIGNS,
    )
    return rows.select_related("member").order_by("-effect", "-score", "pk")


def helpful_works(member_id: int) -> QuerySet[Post]:
    """Return the posts of a member that helped most: thanked for, saved, used
    by others; unpaid.
    """
    posts = Post.objects.visible().filter(
        author=member_id,
        is_paid=False,
        features__is_paid=False,
    )
    best = posts.order_by(
        "-features__thanked",
        "-features__savers",
        "-features__users",
        "-features__length",
        "-pk",
    )
    return best.select_related("features")[:SHOWN_WORKS]


def effect_text(row: OwnerScore) -> str:
    """Say whom somebody helped of late."""
    parts = []
    if row.thankers:
        text = ngettext(
            "%(n)s person thanked TA",
            "%(n)s people thanked TA",
            row.thankers,
        )
        parts.append(text % {"n": row.thankers})
    if row.healed:
        text = ngettext(
            "%(n)s question solved",
            "%(n)s questions solved",
            row.healed,
        )
        parts.append(text % {"n": row.healed})
    if row.savers:
        text = ngettext(
            "%(n)s person saved TA's posts",
            "%(n)s people saved TA's posts",
            row.savers,
        )
        parts.append(text % {"n": row.savers})
    return " · ".join(parts)


def why_text(row: OwnerScore) -> str:
    """Say why somebody is worth discovering, as the reason of a nomination. The
    score stays out: the reason is kept when the member wants no scores.
    """
    shown = {"days": HELPED_DAYS, "effect": effect_text(row)}
    return _("In the last %(days)s days: %(effect)s.") % shown


def sign_text(reason: ShownReason) -> str:
    """Say one part of a score: what it is and the words that show it, as far as
    their posts are still there.
    """
    said = []
    for one in reason.examples:
        if one.post is not None and one.words:
            said.append(f"“{one.words}”")
        elif one.post is not None:
            said.append(_("marked as paid by its source"))
    words = ", ".join(said)
    shown = {"what": reason.label, "words": words, "points": reason.points}
    if not words:
        return _("%(what)s (%(points)+d)") % shown
    return _("%(what)s: %(words)s (%(points)+d)") % shown
