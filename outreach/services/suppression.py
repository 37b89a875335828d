"""The suppression list: who gets no routine notices, kept up to date for the
systems that send them.
"""

from datetime import datetime

from common.db.transactions import atomic_with_retry
from outreach.models import Suppression
from outreach.rules.gate import LASTING, REASONS
from outreach.rules.gate_arrays import ALLOWED_CODE
from outreach.selectors.gate import Gate

BATCH = 2_000


@atomic_with_retry
def refresh_suppressions(*, now: datetime) -> int:
    """Let the list say what the gate says about routine notices, whatever the
    hour is; return how many rows changed.

    Limits on contacts do not count: they pass by themselves.
    """
    gate = Gate(now)
    facts = gate.read()
    verdicts = gate.ask_lasting(facts, purpose="routine")
    wanted: dict[int, str] = {}
    for member_id, code in zip(
        facts.ids.tolist(), verdicts.codes.tolist(), strict=True
    ):
        if code != ALLOWED_CODE and REASONS[code] in LASTING:
            wanted[member_id] = REASONS[code].value
    return _store(wanted, now)


def _store(wanted: dict[int, str], now: datetime) -> int:
    """Write the rows that differ from the wanted reasons; return how many."""
    known = dict(Suppression.objects.values_list("member_id", "reason"))
    added = []
    changed = []
    for member_id, reason in wanted.items():
        row = Suppression(
            member_id=member_id,
            is_suppressed=True,
            reason=reason,
            changed_at=now,
        )
        if member_id not in known:
            added.append(row)
        elif known[member_id] != reason:
            changed.append(row)
    for member_id, reason in known.items():
        if reason and member_id not in wanted:
            row = Suppression(
                member_id=member_id,
                is_suppressed=False,
                reason="",
                changed_at=now,
            )
            changed.append(row)
    Suppression.objects.bulk_create(
        added, batch_size=BATCH, ignore_conflicts=True
    )
    fields = ["is_suppressed", "reason", "changed_at"]
    Suppression.objects.bulk_update(changed, fields, batch_size=BATCH)
    return len(added) + len(changed)
