"""The page on which a policy is changed: first a preview of what that would do,
then, with the same values confirmed, a new version.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views import View

from common.api.problems import status_of
from common.db.edits import EditConflict, changes_since, check_unchanged
from common.errors import DomainError
from common.models import PolicyVersion
from common.services.policies import VERSION_IS_OLDER, version_is_older
from common.ui.forms import (
    BothVersions,
    both_versions,
    opened_inputs,
    read_opened,
)

NOTE = "note"


class PolicyFormPage(View):
    """Declare `title`, `template_name` and the four methods below; only values
    that were previewed are stored.

    The page sends the version on which it was opened. If another one has come
    into force meanwhile, nothing is stored: fields that the reader did not
    change are taken from that version, and the others are shown beside it.
    """

    title: str | Promise = ""
    template_name = ""
    done_text: str | Promise = gettext_lazy(
        "Version %(n)s is in force from the next night on.",
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is in force."""
        raise NotImplementedError

    def version_in_force(self) -> int:
        """Return the number of the version that is in force."""
        raise NotImplementedError

    def preview(self, form: Any) -> Any:
        """Return what the entered policy would do. Errors: DomainError."""
        raise NotImplementedError

    def keep(self, form: Any, based_on: int | None) -> PolicyVersion:
        """Store the entered policy as a new version, and return it.

        Errors: Conflict if `based_on` is no longer in force.
        """
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self.make_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        based_on = _based_on(request)
        if not form.is_valid():
            return self._show(form, based_on=based_on, status=422)
        entered = _digest(form)
        try:
            if based_on not in (None, self.version_in_force()):
                raise version_is_older()
            if request.POST.get("confirmed") != entered:
                return self._show(
                    form,
                    preview=self.preview(form),
                    entered=entered,
                    based_on=based_on,
                )
            policy = self.keep(form, based_on)
        except DomainError as error:
            if error.code == VERSION_IS_OLDER:
                return self._show_newer(form, error)
            form.add_error(None, str(error.message))
            return self._show(form, based_on=based_on, status=status_of(error))
        text = str(self.done_text) % {"n": policy.version}
        messages.success(request, text)
        return redirect(policy.get_absolute_url())

    def _show_newer(
        self,
        form: forms.Form,
        error: DomainError,
    ) -> HttpResponse:
        """Show the entered changes on top of the version in force, with both
        values of each field that both changed.
        """
        fresh = self.make_form()
        opened = read_opened(form)
        current = _initial_values(fresh)
        changes = changes_since(form.cleaned_data, opened)
        # Every version has a note of its own, so notes never conflict.
        shared = dict(changes)
        shared.pop(NOTE, None)
        conflicts: list[BothVersions] = []
        try:
            check_unchanged(None, current, shared, opened)
        except EditConflict as conflict:
            conflicts = both_versions(form, conflict.current)
        fresh.initial = {**fresh.initial, **changes}
        messages.warning(self.request, str(error.message))
        return self._show(
            fresh,
            opened=current,
            conflicts=conflicts,
            status=status_of(error),
        )

    def _show(
        self,
        form: forms.Form,
        *,
        based_on: int | None = None,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        opened = shown.pop("opened", None)
        if opened is None:
            is_sent = form.is_bound
            opened = read_opened(form) if is_sent else _initial_values(form)
        if based_on is None:
            based_on = self.version_in_force()
        context = {
            "title": self.title,
            "form": form,
            "opened_inputs": opened_inputs(form, opened),
            "based_on": based_on,
            **shown,
        }
        return render(self.request, self.template_name, context, status=status)


def _based_on(request: HttpRequest) -> int | None:
    text = request.POST.get("based_on", "")
    is_version = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if is_version else None


def _initial_values(form: forms.Form) -> dict[str, Any]:
    values = {}
    for name, field in form.fields.items():
        values[name] = form.get_initial_for_field(field, name)
    return values


def _digest(form: forms.Form) -> str:
    """Return a hash of the entered values without the note, which may still be
    changed after the preview.
    """
    values = dict(form.cleaned_data)
    values.pop(NOTE, None)
    text = json.dumps(values, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
