"""What a command prints of a batch: every row accounted for."""

from collections.abc import Iterator

from activity.labels import note_text
from activity.models import IngestBatch
from activity.selectors.rejected_rows import fault_counts, most_ignored


def batch_report(batch: IngestBatch) -> Iterator[str]:
    """Yield the lines of the report, the counts first."""
    yield (
        f"{batch.file_name}: received {batch.received:,}"
        f" = accepted {batch.accepted:,}"
        f" + duplicate {batch.duplicate:,}"
        f" + changed {batch.changed:,}"
        f" + ignored {batch.ignored:,}"
        f" + rejected {batch.rejected:,};"
        f" new members {batch.created_members:,}"
    )
    for kind, count in most_ignored(batch):
        yield f"  ignored {kind}: {count:,}"
    for code, count in fault_counts(batch):
        yield f"  rejected {code}: {count:,}"
    for note in batch.notes:
        yield f"  {note['code']} {note['count']:,}: {note_text(note)}"
