"""What is stored of a person: seen, given to them, erased; single values in full."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.audit.units import record
from common.errors import DomainError
from common.models import AuditRecord
from common.security.masking import show_in_full
from common.ui.exports import stream_response
from common.ui.forms import error_text
from members.forms import ReasonForm
from members.models import Member
from members.selectors.personal_rows import export_person, personal_rows
from members.selectors.persons import records_of_person
from members.selectors.unmaskable import field_label_of, value_of
from members.services.erasures import request_erasure
from members.services.unmasking import unmask


def privacy_page(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show what is stored of a person, and offer to give it to them or erase it."""
    member = get_object_or_404(Member, pk=member_id)
    numbers = records_of_person(member.pk)
    context = {
        "title": _("Personal data of %(name)s") % {"name": member},
        "question": _("What do we store of this person, and may it stay?"),
        "member": member,
        "numbers": numbers,
        "rows": personal_rows(numbers),
        "form": ReasonForm(),
        "is_erased": member.kind == Member.Kind.ERASED,
        "erasure": member.erasures.select_related("job").first(),
        "unmaskings": member.unmaskings.select_related("seen_by")[:20],
    }
    return render(request, "members/privacy.html", context)


def privacy_export(request: HttpRequest, member_id: int) -> Any:
    """Give out all that is stored of a person, as one JSON document."""
    member = get_object_or_404(Member, pk=member_id)
    numbers = records_of_person(member.pk)
    record(AuditRecord.Act.EXPORT, of=member, changes={"format": "json"})
    name = f"member-{member.pk}.json"
    return stream_response(
        person_lines(numbers),
        content_type="application/octet-stream",
        file_name=name,
    )


def person_lines(numbers: list[int]) -> Iterator[str]:
    """Yield a JSON document: every row of a person, by model."""
    yield '{"members": ' + json.dumps(numbers) + ', "rows": [\n'
    comma = ""
    for label, row in export_person(numbers):
        line = json.dumps({"of": label, **row}, ensure_ascii=False)
        yield f"{comma}{line}"
        comma = ",\n"
    yield "\n]}\n"


@require_POST
def erase(request: HttpRequest, member_id: int) -> HttpResponse:
    """Erase a person; a job does it, whose progress the page shows."""
    member = get_object_or_404(Member, pk=member_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, error_text(form))
        return redirect("members:privacy", member_id)
    try:
        request_erasure(
            member_id=member.pk,
            user=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("members:privacy", member_id)


def unmask_page(
    request: HttpRequest,
    label: str,
    row_id: int,
    field: str,
) -> HttpResponse:
    """Ask why a value is needed, then show it once."""
    found = value_of(label, row_id, field)
    context: dict[str, Any] = {
        "title": _("Look at one value in full"),
        "what": field_label_of(found),
        "member": found.member,
        "masked": found.masked,
        "form": ReasonForm(),
    }
    status = 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        context["form"] = form
        if form.is_valid():
            context["value"] = unmask(
                found=found,
                user=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
            show_in_full(request, context["value"])
        else:
            status = 422
    return render(request, "members/unmask.html", context, status=status)
