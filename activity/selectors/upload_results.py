"""What became of an uploaded file."""

from activity.models import IngestBatch
from common.models import JobRun


def batch_of_job(job: JobRun) -> IngestBatch | None:
    """Return the batch that a job imported, None if it has none yet."""
    known = job.result.get("batch")
    batches = IngestBatch.objects.filter(job=job)
    if known is not None:
        batches = IngestBatch.objects.filter(pk=known)
    return batches.order_by("-pk").first()
