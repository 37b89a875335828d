"""Import files of posts and of reactions."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from activity.labels import fault_text
from activity.models import EventSource, IngestBatch
from activity.rules.drafts import REQUIRED, SourceMapping
from activity.rules.ignored import ignored_kind_of
from activity.rules.limits import TOO_MANY_REJECTED, IngestLimits, stop_reason
from activity.selectors.file_limits import check_size, configured_limits
from activity.selectors.file_rules import rules_of_table, wanted_names
from activity.selectors.file_templates import skip_example
from activity.selectors.sources import source_mapping, with_every_kind
from activity.services.ingest_chunks import IngestOutcome
from common.errors import Invalid
from common.files.tables import open_table
from common.jobs.queue import Clock, Progress
from common.rules.rows import RejectedDraft, Row
from community.rules.post_drafts import PostRowParser
from community.rules.reaction_drafts import ReactionRowParser
from community.services.posts import ingest_posts
from community.services.reactions import ingest_reactions

SHOWN_CODES = 5


class RowParser(Protocol):
    """Reads a row of one source into a draft, or into what is wrong with it."""

    def read(self, raw: Any, line: int) -> Any: ...


@dataclass(frozen=True)
class Sending:
    """How a file came: by whom, through which channel, under which name, for
    which job, and in which columns it holds our fields; the kind of all its rows.
    """

    channel: str = IngestBatch.Channel.COMMAND
    file_name: str = ""
    columns: Mapping[str, str] | None = None
    every_kind: str = ""
    user: Any = None
    job_id: int | None = None


BY_COMMAND = Sending()


def ingest_post_file(
    *,
    source: EventSource,
    path: Path,
    clock: Clock,
    progress: Progress,
    limits: IngestLimits | None = None,
    sending: Sending = BY_COMMAND,
) -> IngestBatch:
    """Import the posts of a file and return the batch.

    Errors: DomainError when no row can be read.
    """
    return _ingest_file(
        ingest_posts,
        PostRowParser,
        source=source,
        path=path,
        required=("member", "occurred_at"),
        clock=clock,
        progress=progress,
        limits=limits or configured_limits(),
        sending=sending,
    )


def ingest_reaction_file(
    *,
    source: EventSource,
    path: Path,
    clock: Clock,
    progress: Progress,
    limits: IngestLimits | None = None,
    sending: Sending = BY_COMMAND,
) -> IngestBatch:
    """Import the reactions of a file and return the batch.

    Errors: DomainError when no row can be read.
    """
    return _ingest_file(
        ingest_reactions,
        ReactionRowParser,
        source=source,
        path=path,
        required=REQUIRED,
        clock=clock,
        progress=progress,
        limits=limits or configured_limits(),
        sending=sending,
    )


def _ingest_file(
    ingest: Callable[..., tuple[IngestBatch, IngestOutcome]],
    parser: Callable[[SourceMapping], RowParser],
    *,
    source: EventSource,
    path: Path,
    required: Collection[str],
    clock: Clock,
    progress: Progress,
    limits: IngestLimits,
    sending: Sending,
) -> IngestBatch:
    """Import the rows of a file that has these columns, and return the batch.

    Errors: DomainError, and nothing is stored, when no row can be read or too
    many would be rejected.
    """
    name = sending.file_name or path.name
    check_size(path, limits)
    rules = source_mapping(source, now=clock(), columns=sending.columns)
    rules = with_every_kind(rules, sending.every_kind)
    wanted = wanted_names(rules, required)
    with open_table(path, name, wanted=wanted) as table:
        rules = rules_of_table(rules, table, required=required)
        sheet = table.form.sheet

    def rows() -> Iterator[Row]:
        with open_table(path, name, wanted=wanted) as opened:
            yield from skip_example(opened.rows)

    _check_rejected(parser(rules), rows(), limits)
    batch, _outcome = ingest(
        source=source,
        rows=rows,
        channel=sending.channel,
        clock=clock,
        file_name=name,
        sheet=sheet,
        progress=progress,
        limits=limits,
        rules=rules,
        user=sending.user,
        job_id=sending.job_id,
    )
    return batch


def _check_rejected(
    parser: RowParser,
    rows: Iterable[Row],
    limits: IngestLimits,
) -> None:
    """Read all rows before anything is stored.

    Errors: DomainError with the first fault if more rows cannot be read than
    may be rejected.
    """
    taken = 0
    first: RejectedDraft | None = None
    faults: Counter[str] = Counter()
    for line, raw in rows:
        draft = parser.read(raw, line)
        if not isinstance(draft, RejectedDraft):
            taken += 1
        elif ignored_kind_of(draft) is None:
            first = first or draft
            faults[draft.faults[0].code] += 1
        if first and stop_reason(limits, taken=taken, rejected=faults.total()):
            raise _too_many_rejected(line, first, faults)


def _too_many_rejected(
    line: int,
    first: RejectedDraft,
    faults: Counter[str],
) -> Invalid:
    message = _(
        "Nothing was taken in: up to line %(line)s, %(rejected)s rows "
        "cannot be read (%(codes)s). "
        "The first is line %(first)s, column %(column)s: %(text)s Set "
        "the mapping right or mend the file.",
    )
    codes = []
    for code, count in faults.most_common(SHOWN_CODES):
        codes.append(f"{code}: {count:,}")
    fault = first.faults[0]
    values = {
        "line": f"{line:,}",
        "rejected": f"{faults.total():,}",
        "codes": ", ".join(codes),
        "first": f"{first.line:,}",
        "column": fault.column,
        "text": fault_text(fault.code),
    }
    return Invalid(
        TOO_MANY_REJECTED,
        message % values,
        where={"line": first.line},
    )
