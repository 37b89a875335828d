"""Bulk acts of a list page: choose rows, confirm, and change them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from common.errors import DomainError
from common.security.access import may
from common.ui.filters import SearchFilterSet
from common.ui.undo import say_done

BULK_LIMIT = 10_000
SAMPLE_ROWS = 8


class BulkDone(NamedTuple):
    """What was done, and the address to which a button posts that undoes it;
    "" if it cannot be undone yet.
    """

    text: str
    undo: str = ""


@dataclass(frozen=True)
class BulkAct:
    """Something done to many rows at once after a confirmation; `perform`
    returns the message to the user, with a way to undo it where there is one.

    `needs` names a view that the user must be allowed to write: changing many
    rows requires the same right as changing one. `note` returns what the
    confirmation says about the chosen rows, "" for nothing.
    """

    name: str
    label: str | Promise
    form_class: type[forms.Form]
    perform: Callable[
        [HttpRequest, Sequence[int], dict[str, Any]],
        str | BulkDone,
    ]
    needs: str = ""
    note: Callable[[Sequence[int]], str] | None = None


class BulkPage(View):
    """The part of a list page that confirms and performs bulk acts."""

    queryset: QuerySet[Any]
    filterset_class: type[SearchFilterSet]
    url_name = ""
    bulk_acts: tuple[BulkAct, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Return all rows that the page may show."""
        return self.queryset.all()

    def filtered(self, request: HttpRequest) -> SearchFilterSet:
        """Return the filters of the address on all rows."""
        return self.filterset_class(
            request.GET,
            queryset=self.get_queryset(),
            request=request,
        )

    def allowed_acts(self) -> tuple[BulkAct, ...]:
        """Return the bulk acts that the user may perform here."""
        user = self.request.user
        if not may(user, self.url_name, "POST"):
            return ()
        acts = []
        for act in self.bulk_acts:
            if not act.needs or may(user, act.needs, "POST"):
                acts.append(act)
        return tuple(acts)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for confirmation of a bulk act, or perform it."""
        acts = {act.name: act for act in self.allowed_acts()}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            messages.error(request, _("There is no such bulk action here."))
            return redirect(request.get_full_path())
        chosen = self._chosen_rows(request)
        problem = _problem_of(chosen)
        if problem:
            messages.error(request, problem)
            return redirect(request.get_full_path())
        is_confirmed = "confirmed" in request.POST
        form = act.form_class(request.POST if is_confirmed else None)
        if form.is_valid():
            _perform(act, request, chosen, form.cleaned_data)
            return redirect(request.get_full_path())
        sample = self.get_queryset().filter(pk__in=chosen[:SAMPLE_ROWS])
        context = {
            "title": act.label,
            "act": act,
            "form": form,
            "note": act.note(chosen) if act.note else "",
            "chosen": chosen,
            "sample": sample,
            "back": request.get_full_path(),
        }
        return render(request, "generic/confirm.html", context)

    def _chosen_rows(self, request: HttpRequest) -> list[int]:
        """Return the keys of the rows that the user has chosen, one more than
        allowed at most.
        """
        if request.POST.get("everything"):
            filterset = self.filtered(request)
            if not filterset.is_valid():
                return []
            keys = filterset.qs.values_list("pk", flat=True)
            return list(keys[: BULK_LIMIT + 1])
        ids = []
        for text in request.POST.getlist("ids")[:BULK_LIMIT]:
            if text.isdecimal() and len(text) < 19:
                ids.append(int(text))
        rows = self.get_queryset().filter(pk__in=ids)
        return list(rows.values_list("pk", flat=True))


def _problem_of(chosen: Sequence[int]) -> str:
    """Return why these rows cannot be changed at once, "" if they can."""
    if not chosen:
        return _("Choose at least one row.")
    if len(chosen) > BULK_LIMIT:
        text = _("At most %(limit)s rows at once.")
        return text % {"limit": BULK_LIMIT}
    return ""


def _perform(
    act: BulkAct,
    request: HttpRequest,
    chosen: Sequence[int],
    entered: dict[str, Any],
) -> None:
    try:
        done = act.perform(request, chosen, entered)
    except DomainError as error:
        messages.error(request, str(error.message))
        return
    text, undo = done if isinstance(done, BulkDone) else (done, "")
    if undo:
        say_done(request, text, undo)
    else:
        messages.success(request, text)
