"""The words of claims, stances, resemblances and moods."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from alerts.models.facet_labels import facet_label
from immunity.models import Claim
from immunity.rules.experience import Fit
from immunity.rules.mood_shares import MIN_TEXTS, Share
from immunity.rules.mood_topics import MoodTopic
from immunity.rules.spread import BeforeAfter

FACETS = ("scenes", "components", "symptoms")
SHOWN_NAMES = 2
MOOD_TOPIC_LABELS = {
    MoodTopic.PRICE: pgettext_lazy("a topic", "Price"),
    MoodTopic.EQUIPMENT: pgettext_lazy("a topic", "Equipment"),
    MoodTopic.HANDLING: pgettext_lazy("a topic", "Handling"),
    MoodTopic.COMFORT: pgettext_lazy("a topic", "Comfort"),
    MoodTopic.CONSUMPTION: pgettext_lazy("a topic", "Consumption"),
    MoodTopic.POWER: pgettext_lazy("a topic", "Power"),
    MoodTopic.INTERIOR: pgettext_lazy("a topic", "Interior"),
    MoodTopic.SAFETY: pgettext_lazy("a topic", "Safety"),
    MoodTopic.SPACE: pgettext_lazy("a topic", "Space"),
    MoodTopic.EXTERIOR: pgettext_lazy("a topic", "Exterior"),
}


def claim_subject(claim: Claim) -> str:
    """Return what a claim is about, in a few words."""
    return named_subject(claim) or str(claim)


def named_subject(claim: Claim) -> str:
    """Return what a claim is about in a colleague's words or by the lexicon,
    "" if neither says so.
    """
    if claim.subject:
        return claim.subject
    names: list[str] = []
    for facet in FACETS[:2]:
        names += claim.words.get(facet, ())
    return " · ".join(facet_label(name) for name in names[:SHOWN_NAMES])


def why_fits(fit: Fit) -> str:
    """Return why an owner's experience fits, in words."""
    count = len(fit.works)
    text = ngettext(
        "wrote of this scene from their own use in %(count)s post",
        "wrote of this scene from their own use in %(count)s posts",
        count,
    ) % {"count": count}
    if fit.model:
        drives = _("drives %(model)s") % {"model": fit.model}
        return _("%(one)s; %(other)s") % {"one": drives, "other": text}
    return text


def before_after_text(found: BeforeAfter | None) -> str:
    """Return who spread a claim before and after its evidence, in words."""
    if found is None:
        return _(
            "The evidence is of today: what comes after it can be seen from "
            "tomorrow on.",
        )
    days = ngettext(
        "%(days)s day",
        "%(days)s days",
        found.days,
    ) % {"days": found.days}
    return _(
        "In the %(days)s before the first evidence %(before)s people spread "
        "it, in the %(days)s after it %(after)s. Rumours fade anyway, so not "
        "all of the difference comes from the evidence.",
    ) % {"days": days, "before": found.before, "after": found.after}


def facet_words(names: Iterable[str]) -> str:
    """Return entries of the lexicon in words."""
    return _(", ").join(facet_label(name) for name in names)


def counted_words(counts: Mapping[str, Any]) -> str:
    """Return names with how often each was said."""
    parts = []
    for name, count in counts.items():
        parts.append(f"{facet_label(name)} {count}")
    return " · ".join(parts)


def share_text(share: Share | None, posts: int) -> str:
    """Return a share of negative posts with its interval, or that the posts
    are too few.
    """
    if share is None:
        return ngettext(
            "too few: %(count)s post, a share takes %(least)s",
            "too few: %(count)s posts, a share takes %(least)s",
            posts,
        ) % {"count": f"{posts:,}", "least": MIN_TEXTS}
    return _("%(share)s %% (%(low)s to %(high)s)") % {
        "share": per_cent(share.value),
        "low": per_cent(share.low),
        "high": per_cent(share.high),
    }


def per_cent(share: float) -> int:
    """Return a share as whole per cent."""
    return round(100 * share)
