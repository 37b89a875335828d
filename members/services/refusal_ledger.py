"""The ledger of those who said no: withdrawn consents and stops by colleagues.

It lies beside the database, not in it: a backup that is put back does not know
who refused after it was made, and would let them be written to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from common.backups.ledgers import add_to_ledger, ledger_lines
from members.models import Member
from members.selectors.persons import records_of_person

LEDGER = "refusals.ndjson"
# Beside the purposes of consents: a stop of contact by a colleague.
STOP = "stop"


@dataclass(frozen=True)
class Refusal:
    """That a person is not to be asked any more.

    members: the numbers of all their records · purpose: the purpose of the
    consent they withdrew, or STOP · until: the day on which a stop ends.
    """

    members: list[int]
    purpose: str
    made_at: datetime
    until: date | None = None


def refusal_ledger_path() -> Path:
    """Return the file with the numbers of members who refused."""
    return Path(settings.VAR_DIR) / LEDGER


def note_refusal(
    member_id: int,
    purpose: str,
    now: datetime,
    until: date | None = None,
) -> None:
    """Add a refusal to the ledger: numbers, purpose and days only.

    It is called before the transaction ends. One that is noted and then not
    stored does less harm than one that is stored and not noted.
    """
    line = {
        "members": records_of_person(member_id),
        "purpose": purpose,
        "made_at": now.isoformat(),
        "until": until.isoformat() if until else None,
    }
    add_to_ledger(refusal_ledger_path(), line)


def read_refusals(path: Path) -> Iterator[Refusal]:
    """Yield the refusals of a ledger; a missing one has none."""
    for line in ledger_lines(path):
        until = line["until"]
        yield Refusal(
            members=[int(number) for number in line["members"]],
            purpose=line["purpose"],
            made_at=datetime.fromisoformat(line["made_at"]),
            until=date.fromisoformat(until) if until else None,
        )


def refusing_members(refusal: Refusal) -> list[int]:
    """Return the unmerged members of this database who made a refusal.

    A member who was created later has the number by chance.
    """
    present = Member.objects.filter(
        pk__in=refusal.members,
        created_at__lte=refusal.made_at,
    )
    ids = list(present.values_list("pk", flat=True))
    unmerged = Member.objects.unmerged_by_id(ids).values()
    people = [one for one in unmerged if one.kind != Member.Kind.ERASED]
    return sorted({member.pk for member in people})
