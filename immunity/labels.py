"""The words of claims, stances and resemblances."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models.facet_labels import facet_label
from immunity.models import Claim
from immunity.rules.experience import Fit
from immunity.rules.spread import BeforeAfter

FACETS = ("scenes", "components", "symptoms")
SHOWN_NAMES = 2


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
