"""Opportunities: entered, changed until they are drawn, and drawn once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, TooLarge
from outreach.models import Match, Opportunity
from outreach.rules.holdout import is_held_out
from outreach.selectors.candidates import Candidate, find_candidates

MOST_MATCHES = 5_000


@atomic_with_retry
def create_opportunity(
    *,
    row: Opportunity,
    user: Any,
    now: datetime,
) -> Opportunity:
    """Store a new opportunity and return it.

    Errors: Invalid without any interest, car or city; ValidationError.
    """
    _check(row)
    row.created_by = user
    row.created_at = now
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def edit_opportunity(
    *,
    row: Opportunity,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
) -> Opportunity:
    """Change an opportunity that was not drawn yet, and return it.

    Errors: Conflict once it was drawn; EditConflict, ValidationError, Invalid.
    """
    current = _lock(row.pk)
    if current.drawn_at is not None:
        text = _(
            "This opportunity was drawn already: whom it suits stays as it "
            "was. Make another one.",
        )
        raise Conflict("drawn_already", text)
    apply_edit(current, changes=changes, opened=opened)
    _check(current)
    return current


def _check(row: Opportunity) -> None:
    if not (row.tags or row.model_series or row.cities):
        text = _("Name at least one interest, model series or city.")
        raise Invalid("suits_everybody", text, where={"field": "tags"})


@atomic_with_retry
def draw_matches(
    *,
    opportunity_id: int,
    now: datetime,
    user: Any,
) -> int:
    """Draw whom the opportunity suits, and who of them is held out; return how
    many matches there are. From then on neither changes.

    Errors: Conflict if it was drawn, is over, or suits nobody; TooLarge.
    """
    row = _lock(opportunity_id)
    if row.drawn_at is not None:
        raise Conflict("drawn_already", _("It was drawn already."))
    if row.ends_on < business_date(now):
        text = _("It is not offered any more. Move its last day first.")
        raise Conflict("over", text)
    found = find_candidates(row, now=now)
    if not found.candidates:
        text = _("It suits nobody who may be written to. Ask for less.")
        raise Conflict("no_matches", text)
    if len(found.candidates) > MOST_MATCHES:
        text = _(
            "It suits %(count)s members, more than the %(most)s that can be "
            "written to personally. Ask for more.",
        ) % {"count": len(found.candidates), "most": MOST_MATCHES}
        raise TooLarge("too_many_matches", text)
    matches = [_match(row, one, now) for one in found.candidates]
    Match.objects.bulk_create(matches, batch_size=1000)
    row.drawn_at = now
    row.drawn_by = user
    row.save(update_fields=["drawn_at", "drawn_by"])
    return len(matches)


def _match(row: Opportunity, found: Candidate, now: datetime) -> Match:
    share = row.held_out_percent / 100
    reasons = [why._asdict() for why in found.fit.reasons]
    return Match(
        opportunity=row,
        member_id=found.member_id,
        score=round(found.fit.score, 3),
        reasons=reasons,
        is_held_out=is_held_out(found.member_id, str(row.wave), share),
        was_dormant=found.is_dormant,
        drawn_at=now,
    )


def _lock(pk: int) -> Opportunity:
    rows = Opportunity.objects.select_for_update(of=("self",))
    row: Opportunity = rows.get(pk=pk)
    return row
