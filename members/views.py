import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.errors import ReaderError
from common.exports import csv_response
from common.pages.details import FormPage
from common.services.jobs import request_job
from members.forms import ImportForm, MemberForm, TagForm, VehicleEndForm, VehicleForm
from members.models import Member, MemberTag, VehicleOwnership
from members.services.directory import add_vehicle, end_vehicle, save_member, tag_members, untag_member
from members.services.imports import MOST_ROWS, export_members, preview_import, read_table


class MemberFormPage(FormPage):
    queryset, form_class, create_title = Member.objects.all(), MemberForm, gettext_lazy("New member")

    def perform(self, request: HttpRequest, form: Any) -> Member:
        return save_member(member=form.save(commit=False), now=timezone.now())


class VehicleFormPage(View):
    """Add a car to a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        return self._show(request, get_object_or_404(Member, pk=member_id), VehicleForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = VehicleForm(request.POST, instance=VehicleOwnership(member=member))
        if not form.is_valid():
            return self._show(request, member, form)
        vehicle = form.save(commit=False)
        vehicle.vin = form.cleaned_data["vin"]
        add_vehicle(vehicle=vehicle, software_version=form.cleaned_data["software_version"])
        messages.success(request, _("Saved: %(name)s") % {"name": vehicle})
        return redirect(member)

    def _show(self, request: HttpRequest, member: Member, form: VehicleForm) -> HttpResponse:
        title = _("New vehicle of %(name)s") % {"name": member}
        status = 422 if form.is_bound else 200
        return render(request, "generic/form.html", {"title": title, "form": form, "row": member}, status=status)


class VehicleEndPage(FormPage):
    queryset, form_class = VehicleOwnership.objects.select_related("member"), VehicleEndForm

    def perform(self, request: HttpRequest, form: Any) -> Member:
        vehicle, data = form.instance, form.cleaned_data
        end_vehicle(vehicle=vehicle, ended_on=data["ended_on"], reason=data["end_reason"])
        return vehicle.member


@require_POST
def tag_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Staff give a member an interest tag."""
    member, form = get_object_or_404(Member, pk=member_id), TagForm(request.POST)
    if form.is_valid():
        tag_members(member_ids=[member.pk], name=form.cleaned_data["name"], source=form.cleaned_data["source"])
    else:
        messages.error(request, "; ".join(text for texts in form.errors.values() for text in texts))
    return redirect(member)


@require_POST
def untag_member_page(request: HttpRequest, member_id: int, pk: int) -> HttpResponse:
    """Staff say that a tag does not fit; nothing computed brings it back."""
    tag = get_object_or_404(MemberTag, pk=pk, member_id=member_id)
    untag_member(member_id=member_id, name=tag.name)
    return redirect(tag.member)


def member_import_template(request: HttpRequest) -> HttpResponse:
    """Download members as a file that can be edited and sent back."""
    members = Member.objects.living().select_related("primary_contact", "backup_contact").order_by("pk")
    return csv_response(export_members(members[:MOST_ROWS]), name="members")  # type: ignore[return-value]


class MemberImportPage(View):
    """Take an edited file and show what it would change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(request, form, status=422)
        file, token = form.cleaned_data["file"], uuid.uuid4().hex
        content = file.read()
        try:
            rows = preview_import(read_table(content, file.name), now=timezone.now())
        except ReaderError as error:
            form.add_error("file", str(error.message))
            return self._show(request, form, status=error.status)
        path = settings.MEDIA_ROOT / "imports" / token
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        request.session[f"import:{token}"] = {"path": str(path), "name": file.name[:200]}
        return render(request, "members/member_import_preview.html", _preview(rows, token, file.name))

    def _show(self, request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
        context = {"title": _("Import members"), "form": form}
        return render(request, "members/member_import.html", context, status=status)


def _preview(rows: list[Any], token: str, name: str) -> dict[str, Any]:
    changed, wrong = [row for row in rows if row.changes], [row for row in rows if row.errors]
    return {
        "title": _("Changes in %(file)s") % {"file": name},
        "changed": changed[:200],
        "wrong": wrong[:200],
        "changed_count": len(changed),
        "wrong_count": len(wrong),
        "unchanged_count": len(rows) - len(changed) - len(wrong),
        "token": token,
    }


@require_POST
def member_import_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Hand the previewed file to a job that stores its changes."""
    kept = request.session.pop(f"import:{token}", None)
    if kept is None:
        messages.error(request, _("This upload is over. Upload the file again."))
        return redirect("members:member_import")
    arguments = {"path": kept["path"], "file_name": kept["name"]}
    job = request_job(kind="import_members", arguments=arguments, user=request.user, now=timezone.now())
    context = {"title": _("Import members"), "job": job}
    return render(request, "members/member_import_running.html", context)
