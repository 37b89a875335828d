"""Files as a reader uploads them, and the way through the pages."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from activity.models import IngestBatch
from common.jobs.queue import run_job
from common.models import JobRun
from tests.conftest import NOW


def csv_file(
    text: str, name: str = "行为.csv", encoding: str = "utf-8"
) -> Any:
    return SimpleUploadedFile(name, text.encode(encoding))


def xlsx_file(rows: list[list[Any]], name: str = "行为.xlsx") -> Any:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def upload(client: Client, file: Any, **fields: Any) -> Any:
    """Send the first form; a new source unless one is given."""
    given = {"label": "车主App", "time_zone": "Asia/Shanghai", **fields}
    return client.post(reverse("activity:upload"), {"file": file, **given})


def choices_of(client: Client, address: str) -> dict[str, str]:
    """Return what the page of columns has chosen beforehand."""
    form = client.get(address).context["form"]
    return {field.name: field.value() for field in form.column_fields()}


def take_in(client: Client, address: str, **changes: str) -> IngestBatch:
    """Send the page of columns as it is shown, with these changes, and run the
    job.
    """
    response = client.post(address, {**choices_of(client, address), **changes})
    assert response.status_code == 302, response.context["form"].errors
    return finish(response["Location"])


def finish(address: str) -> IngestBatch:
    """Run the job of a result's address and return its batch."""
    number = int(address.rstrip("/").rpartition("/")[2])
    job = run_job(job_id=number, clock=lambda: NOW)
    assert job is not None
    assert job.state == JobRun.State.DONE, job.failure
    return IngestBatch.objects.get(pk=job.result["batch"])
