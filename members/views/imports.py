"""Members out to a spreadsheet and back: template, preview, confirmation."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError
from common.jobs.queue import request_job_once
from common.ui.exports import csv_response
from members.forms import (
    ImportForm,
)
from members.models import Member
from members.selectors.member_files import (
    ACCOUNT_COLUMNS,
    MAX_ROWS,
    export_members,
    read_table,
)
from members.services.imports import preview_import

SHOWN_ROWS = 200


def member_import_template(request: HttpRequest) -> StreamingHttpResponse:
    """Download members as a file that can be edited and sent back."""
    members = Member.objects.unmerged().select_related(*ACCOUNT_COLUMNS)
    rows = export_members(members.order_by("pk")[:MAX_ROWS])
    return csv_response(rows, name="members")


class MemberImportPage(View):
    """Read an edited file and show what it would change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=422)
        file = form.cleaned_data["file"]
        content = file.read()
        now = timezone.now()
        try:
            rows = preview_import(read_table(content, file.name), now=now)
        except DomainError as error:
            form.add_error("file", str(error.message))
            return self._show(request, form, status=status_of(error))
        token = uuid.uuid4().hex
        path = settings.MEDIA_ROOT / "imports" / token
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        kept = {
            "path": str(path),
            "name": file.name[:200],
            "previewed_at": now.isoformat(),
        }
        request.session[f"import:{token}"] = kept
        context = _preview_context(rows, token, file.name)
        return render(request, "members/member_import_preview.html", context)

    def _show(
        self,
        request: HttpRequest,
        form: ImportForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {"title": _("Import members"), "form": form}
        return render(
            request,
            "members/member_import.html",
            context,
            status=status,
        )


def _preview_context(rows: list[Any], token: str, name: str) -> dict[str, Any]:
    changed = []
    wrong = []
    for row in rows:
        if row.errors:
            wrong.append(row)
        elif row.changes:
            changed.append(row)
    return {
        "title": _("Changes in %(file)s") % {"file": name},
        "changed": changed[:SHOWN_ROWS],
        "wrong": wrong[:SHOWN_ROWS],
        "changed_count": len(changed),
        "wrong_count": len(wrong),
        "unchanged_count": len(rows) - len(changed) - len(wrong),
        "token": token,
    }


@require_POST
def member_import_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Request a job that stores the changes of the previewed file."""
    kept = request.session.pop(f"import:{token}", None)
    if kept is None:
        messages.error(
            request,
            _("This upload is over. Upload the file again."),
        )
        return redirect("members:member_import")
    arguments = {
        "path": kept["path"],
        "file_name": kept["name"],
        "previewed_at": kept["previewed_at"],
    }
    job, _is_new = request_job_once(
        kind="import_members",
        arguments=arguments,
        user=request.user,
        now=timezone.now(),
        key=f"import:{token}",
    )
    context = {"title": _("Import members"), "job": job}
    return render(request, "members/member_import_running.html", context)
