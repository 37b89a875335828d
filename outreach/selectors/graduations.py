"""What the page of a graduation shows: the member's own numbers, the draft of
a thanks post, and the steps.
"""

from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Post, Question
from members.models import Member
from outreach.models import Graduation, GraduationStep
from outreach.rules.thanks import OwnNumbers, worth_saying

BEST_WORKS = 3
WORK_CHARACTERS = 40


def own_numbers(member: Member, *, today: date) -> OwnNumbers:
    """Return what a member did here, as of now."""
    posts = Post.objects.filter(author=member, is_deleted=False)
    best = posts.filter(reaction_count__gt=0).order_by(
        "-reaction_count", "-pk"
    )
    works = [post.whole_text[:WORK_CHARACTERS] for post in best[:BEST_WORKS]]
    days = 0
    if member.joined_on is not None and member.joined_on < today:
        days = (today - member.joined_on).days
    total = posts.aggregate(n=Sum("reaction_count"))["n"]
    return OwnNumbers(
        days=days,
        posts=posts.count(),
        reactions=total or 0,
        helped=Question.objects.visible().filter(helper=member).count(),
        works=tuple(works),
    )


def thanks_draft(member: Member, numbers: OwnNumbers) -> str:
    """Return the draft of a thanks post out of a member's own numbers."""
    said = [_sentence(name, numbers) for name in worth_saying(numbers)]
    lines = [
        _("%(name)s, thank you for the road that we drove together.")
        % {"name": member},
        " ".join(said),
    ]
    if numbers.works:
        quoted = " / ".join(f"“{work}”" for work in numbers.works)
        lines.append(_("We remember: %(works)s") % {"works": quoted})
    lines.append(
        _(
            "Whether you drive our car or not, you are a friend of this "
            "community for good. Would you tell us one last story about you "
            "and your car?",
        ),
    )
    return "\n".join(line for line in lines if line)


def _sentence(name: str, numbers: OwnNumbers) -> str:
    count = getattr(numbers, name)
    texts = {
        "days": ngettext(
            "%(count)s day with us.", "%(count)s days with us.", count
        ),
        "posts": ngettext(
            "%(count)s post that others read.",
            "%(count)s posts that others read.",
            count,
        ),
        "reactions": ngettext(
            "%(count)s time somebody liked what you wrote.",
            "%(count)s times somebody liked what you wrote.",
            count,
        ),
        "helped": ngettext(
            "%(count)s owner to whom you were the first to answer.",
            "%(count)s owners to whom you were the first to answer.",
            count,
        ),
    }
    return str(texts[name] % {"count": count})


def steps_of(graduation: Graduation) -> list[GraduationStep]:
    """Return the steps of a graduation in their order."""
    rows: Any = graduation.steps.select_related("owner", "done_by")
    return list(rows.order_by("position"))
