"""KOC status from begin to end: each step once, with its history."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from koc.models import KocChange, KocSpell
from koc.rules.tiers import next_review
from koc.selectors.policies import present_tiers, tier_of
from koc.services.announcing import publish_began, publish_ended
from members.models import Member
from members.services.locking import lock_unmerged

FIRST_YEAR = 2000
MOST_REVIEW_DAYS = 1100


class Terms(NamedTuple):
    """Tier, contact and next review of a KOC; None: as the tier says."""

    tier: str
    contact: Any = None
    review_on: date | None = None


@atomic_with_retry
def begin_koc(
    *,
    member: Member,
    terms: Terms,
    origin: str,
    reason: str,
    now: datetime,
    user: Any,
    since: date | None = None,
    batch: UUID | None = None,
) -> KocChange:
    """Make the member a KOC from a day on (today if none is given), or renew
    the status that they have; return the change.

    Errors: Conflict if the member is no person; Invalid for an unknown tier
    or an impossible day.
    """
    member = lock_unmerged([member.pk])[member.pk]
    if member.kind != Member.Kind.PERSON:
        raise Conflict("not_a_person", _("Only persons can be KOC."))
    terms, review_on = _checked(terms, business_date(now))
    known = KocSpell.objects.select_for_update().filter(member=member)
    spell = known.open().first()
    by = _By(user, now, reason, batch)
    if spell is not None:
        return _renew(spell, terms, by)
    since = since or business_date(now)
    if not date(FIRST_YEAR, 1, 1) <= since <= business_date(now):
        text = _("The day lies in the future, or before the year 2000.")
        raise Invalid("bad_day", text, where={"field": "since"})
    spell = KocSpell(
        member=member,
        tier=terms.tier,
        contact=terms.contact,
        review_on=review_on,
        since=since,
        origin=origin,
        began_by=user,
        updated_at=now,
    )
    spell.full_clean(validate_constraints=False)
    spell.save()
    change = _note(spell, KocChange.Kind.BEGAN, {}, _terms_of(spell), by)
    publish_began(spell, change, now=now)
    return change


@atomic_with_retry
def renew_koc(
    *,
    spell_id: int,
    terms: Terms,
    reason: str,
    now: datetime,
    user: Any,
) -> KocChange:
    """Record the review of a KOC who stays one, and the tier, contact and next
    review from now on; return the change.

    Errors: Conflict if the status has ended; Invalid for an unknown tier or
    an impossible day.
    """
    spell = _lock_open(spell_id)
    terms, _review_on = _checked(terms, business_date(now))
    return _renew(spell, terms, _By(user, now, reason, None))


@atomic_with_retry
def end_koc(
    *,
    spell_id: int,
    end_reason: str,
    note: str,
    thanks: str,
    now: datetime,
    user: Any,
    batch: UUID | None = None,
) -> KocChange:
    """End the status today, with its reason and how the member was thanked;
    return the change.

    Errors: Conflict if it has ended.
    """
    spell = _lock_open(spell_id)
    values = {
        "ended_on": max(business_date(now), spell.since),
        "end_reason": end_reason,
        "end_note": note,
        "thanks": thanks,
        "review_cause": "",
    }
    by = _By(user, now, note, batch)
    change = _apply(spell, KocChange.Kind.ENDED, values, by)
    publish_ended(spell, change, now=now)
    return change


@atomic_with_retry
def pass_contact(
    *,
    member_ids: Collection[int],
    from_id: int | None,
    to_id: int | None,
    now: datetime,
    user: Any,
) -> int:
    """Make the second account the contact as KOC of those of these members
    whose contact was the first; return how many.
    """
    if from_id is None or to_id is None:
        return 0
    rows = KocSpell.objects.select_for_update().open()
    passed = list(rows.filter(member__in=member_ids, contact=from_id))
    to_user = get_user_model().objects.filter(pk=to_id).first()
    if to_user is None:
        return 0
    for spell in passed:
        values = {"contact": to_user}
        _apply(spell, KocChange.Kind.HANDED, values, _By(user, now, "", None))
    return len(passed)


@atomic_with_retry
def ask_for_review(*, spell_id: int, cause: str, now: datetime) -> bool:
    """Propose the review of a KOC for today; return False if it was proposed
    for this cause before, or the status has ended.
    """
    rows = KocSpell.objects.select_for_update().open()
    spell = rows.filter(pk=spell_id).first()
    if spell is None or was_asked(spell, cause):
        return False
    values = {
        "review_on": min(spell.review_on, business_date(now)),
        "review_cause": cause,
    }
    by = _By(None, now, "", None)
    _apply(spell, KocChange.Kind.ASKED, values, by)
    return True


def was_asked(spell: KocSpell, cause: str) -> bool:
    """Tell whether the review was proposed for this cause before."""
    asked = spell.changes.filter(kind=KocChange.Kind.ASKED)
    return asked.filter(after__review_cause=cause).exists()


def default_terms(
    member: Member,
    *,
    today: date,
    contact: Any = None,
) -> Terms:
    """Return the terms that a decision proposes: those that the member has,
    else the first tier, their primary contact or `contact`.
    """
    spell = KocSpell.objects.open().filter(member=member).first()
    tier = tier_of(spell.tier) if spell else present_tiers()[0]
    held = spell.contact if spell else None
    return Terms(
        tier.key,
        held or member.primary_contact or contact,
        next_review(tier, today),
    )


class _By(NamedTuple):
    """Who changes a status, when, why, and with which others."""

    user: Any
    now: datetime
    reason: str
    batch: UUID | None


def _lock_open(spell_id: int) -> KocSpell:
    rows = KocSpell.objects.select_for_update()
    spell: KocSpell = rows.get(pk=spell_id)
    if spell.ended_on is not None:
        raise Conflict("koc_ended", _("This KOC status has ended already."))
    return spell


def _checked(terms: Terms, today: date) -> tuple[Terms, date]:
    """Return the terms with a day of review, and that day."""
    tiers = {tier.key: tier for tier in present_tiers()}
    tier = tiers.get(terms.tier)
    if tier is None:
        text = _("There is no such tier.")
        raise Invalid("unknown_tier", text, where={"field": "tier"})
    review_on = terms.review_on or next_review(tier, today)
    if not 0 <= (review_on - today).days <= MOST_REVIEW_DAYS:
        text = _("Choose a day from today on, within three years.")
        raise Invalid("bad_day", text, where={"field": "review_on"})
    return terms._replace(review_on=review_on), review_on


def _renew(spell: KocSpell, terms: Terms, by: _By) -> KocChange:
    values = {**terms._asdict(), "review_cause": ""}
    return _apply(spell, KocChange.Kind.RENEWED, values, by)


def _apply(
    spell: KocSpell,
    kind: str,
    values: dict[str, Any],
    by: _By,
) -> KocChange:
    """Write the values and the change of those that differ."""
    before = {name: _plain(getattr(spell, name)) for name in values}
    for name, value in values.items():
        setattr(spell, name, value)
    after = {name: _plain(value) for name, value in values.items()}
    spell.updated_at = by.now
    spell.full_clean(validate_constraints=False)
    spell.save(update_fields=[*values, "updated_at"])
    return _note(spell, kind, before, after, by)


def _note(
    spell: KocSpell,
    kind: str,
    before: dict[str, Any],
    after: dict[str, Any],
    by: _By,
) -> KocChange:
    return KocChange.objects.create(
        spell=spell,
        kind=kind,
        reason=by.reason,
        before=before,
        after=after,
        made_by=by.user,
        made_at=by.now,
        batch=by.batch,
    )


def _terms_of(spell: KocSpell) -> dict[str, Any]:
    names = ("tier", "contact", "review_on", "since")
    found: dict[str, Any] = {}
    for name in names:
        found[name] = _plain(getattr(spell, name))
    return found


def _plain(value: Any) -> Any:
    """Return a value as JSON: an account by its key, a day as text."""
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "pk", value)
