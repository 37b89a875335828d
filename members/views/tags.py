"""Give a member an interest tag, or reject one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.forms import (
    TagForm,
)
from members.models import Member, MemberTag
from members.services.directory import tag_members, untag_member
from members.views.undo import offer_undo


@require_POST
def tag_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member an interest tag."""
    member = get_object_or_404(Member, pk=member_id)
    form = TagForm(request.POST)
    if form.is_valid():
        tag_members(
            member_ids=[member.pk],
            name=form.cleaned_data["name"],
            source=form.cleaned_data["source"],
        )
    else:
        errors: list[str] = []
        for texts in form.errors.values():
            errors += map(str, texts)
        messages.error(request, "; ".join(errors))
    return redirect(member)


@require_POST
def untag_member_page(
    request: HttpRequest,
    member_id: int,
    pk: int,
) -> HttpResponse:
    """Reject a tag in the name of staff; no computation brings it back."""
    tag = get_object_or_404(MemberTag, pk=pk, member_id=member_id)
    untag_member(member_id=member_id, name=tag.name)
    text = _("Taken away: %(what)s") % {"what": tag.name}
    before = {"name": tag.name, "source": tag.source, "weight": tag.weight}
    offer_undo(request, text, "tag", tag.member, **before)
    return redirect(tag.member)
