"""What is done on a row of the desk: quick acts, done, put off, undone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.calendar import business_zone
from common.errors import DomainError, Invalid, NotFound
from common.ui.forms import error_text
from common.ui.undo import say_done
from teamwork.forms import MovedForm
from teamwork.forms.desk import (
    ColleagueForm,
    ItemForm,
    ShortLogForm,
    SnoozeForm,
)
from teamwork.labels import undone_text
from teamwork.rules.snoozing import snoozed_until
from teamwork.selectors.desk import dismissible_kinds, find_item
from teamwork.selectors.desk_items import (
    DeskContext,
    Item,
    desk_context,
)
from teamwork.services.desk import (
    mark_seen,
    snooze_item,
    unmark_seen,
    wake_item,
)
from teamwork.services.desk_acts import Done, do_act, named_title, undo_act

SALT = "teamwork.desk.undo"
UNDO_SECONDS = 3600
SAID_CHARACTERS = 60
FORMS: dict[str, type[forms.BaseForm]] = {
    "day": MovedForm,
    "colleague": ColleagueForm,
    "log": ShortLogForm,
}


@require_POST
def act_on_item(request: HttpRequest) -> HttpResponse:
    """Do what a row offers, and offer to undo it."""
    viewer = desk_context(request, timezone.now())
    try:
        done = _act(request, viewer)
    except DomainError as error:
        messages.error(request, str(error.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _say(request, done)
    return redirect("teamwork:desk")


@require_POST
def undo_on_desk(request: HttpRequest, token: str) -> HttpResponse:
    """Undo what was done on a row; the message of that act offers it."""
    viewer = desk_context(request, timezone.now())
    try:
        data = _read_token(request, token)
        _undo(viewer, data)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, undone_text(data.get("said", "")))
    return redirect("teamwork:desk")


def _act(request: HttpRequest, viewer: DeskContext) -> Done:
    form = ItemForm(request.POST)
    if not form.is_valid():
        raise Invalid("bad_item", error_text(form))
    kind, number = form.cleaned_data["kind"], form.cleaned_data["number"]
    name = form.cleaned_data["act"]
    item = find_item(viewer, kind, number)
    if item is None:
        text = _("This is not on your desk any more.")
        raise NotFound("not_on_desk", text)
    if name == "done":
        return _put_away(viewer, item)
    if name == "snooze":
        return _snooze(request, viewer, item)
    if name == "wake":
        wake_item(user=viewer.user, kind=item.kind, number=item.number)
        return Done(_("Back: %(title)s") % {"title": named_title(item)})
    data = _data_of(request, item, name)
    return do_act(viewer=viewer, item=item, name=name, data=data)


def _data_of(request: HttpRequest, item: Item, name: str) -> dict[str, Any]:
    """Return what the act's form asks for. Errors: Invalid."""
    asked = {act.name: act.form for act in item.acts}.get(name, "")
    if asked not in FORMS:
        return {}
    form: Any = FORMS[asked](request.POST)
    if not form.is_valid():
        raise Invalid("bad_entry", error_text(form))
    data: dict[str, Any] = form.cleaned_data
    return data


def _put_away(viewer: DeskContext, item: Item) -> Done:
    if item.kind not in dismissible_kinds():
        text = _("This is settled on its own page.")
        raise Invalid("not_dismissible", text)
    mark_seen(
        user=viewer.user,
        kind=item.kind,
        number=item.number,
        now=viewer.now,
    )
    text = _("Done: %(title)s") % {"title": named_title(item)}
    return Done(text, {"do": "done", "kind": item.kind, "number": item.number})


def _snooze(request: HttpRequest, viewer: DeskContext, item: Item) -> Done:
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        raise Invalid("bad_day", error_text(form))
    until = snoozed_until(
        form.cleaned_data["until"],
        form.cleaned_data["day"],
        viewer.now,
        business_zone(),
    )
    row = snooze_item(
        item=item,
        until=until,
        reason=form.cleaned_data["reason"],
        user=viewer.user,
        now=viewer.now,
    )
    when = row.until.astimezone(business_zone())
    text = _("Put off until %(when)s: %(title)s")
    shown = {"when": f"{when:%m-%d %H:%M}", "title": named_title(item)}
    undo = {"do": "snooze", "kind": item.kind, "number": item.number}
    return Done(text % shown, undo)


def _say(request: HttpRequest, done: Done) -> None:
    if done.undo is None:
        messages.success(request, done.text)
        return
    said = Truncator(done.text).chars(SAID_CHARACTERS)
    data = {**done.undo, "user": request.user.pk, "said": said}
    token = signing.dumps(data, salt=SALT, compress=True)
    address = reverse("teamwork:desk_undo", args=[token])
    say_done(request, done.text, address)


def _read_token(request: HttpRequest, token: str) -> dict[str, Any]:
    """Return what is to be undone. Errors: NotFound if the address is not one
    of ours, too old, or another colleague's.
    """
    try:
        data = signing.loads(token, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        data = {}
    if not isinstance(data, dict) or data.get("user") != request.user.pk:
        text = _("It is too late to undo this here.")
        raise NotFound("no_undo", text)
    return data


def _undo(viewer: DeskContext, data: dict[str, Any]) -> None:
    if data["do"] not in ("done", "snooze"):
        undo_act(viewer=viewer, data=data)
        return
    which = {"kind": data["kind"], "number": data["number"]}
    if data["do"] == "done":
        unmark_seen(user=viewer.user, **which)
    else:
        wake_item(user=viewer.user, **which)
