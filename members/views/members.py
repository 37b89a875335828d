"""Create and edit members."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.ui.pages.details import FormPage, edit_of
from members.forms import (
    MemberForm,
)
from members.models import Member
from members.services.directory import save_member


class MemberFormPage(FormPage):
    """A member's fields; a merged member is edited in the one into which it was merged."""

    queryset = Member.objects.all()
    form_class = MemberForm
    create_title = gettext_lazy("New member")

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        row = self.get_row(pk)
        if row is not None and row.pk != pk:
            message = _(
                "The record was merged into %(name)s, whom you edit now.",
            )
            messages.info(request, message % {"name": row})
            return redirect("members:member_edit", row.pk)
        return super().get(request, pk)

    def get_row(self, pk: int | None) -> Any:
        row = super().get_row(pk)
        if row is None:
            return None
        return Member.objects.unmerged_by_id([row.pk])[row.pk]

    def perform(self, request: HttpRequest, form: Any) -> Member:
        member = form.instance
        now = timezone.now()
        if member.pk is None:
            return save_member(member=member, now=now)
        edit = edit_of(form)
        return save_member(
            member=member,
            now=now,
            fields=edit["changes"],
            opened=edit["opened"],
        )
