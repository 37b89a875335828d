"""The page on which a policy is changed: first what that would do, then, confirmed just so, a new version."""

import hashlib
import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from common.errors import ReaderError
from common.models import PolicyVersion

NOTE = "note"


class PolicyFormPage(View):
    """Declare `title`, `template_name` and the three acts; nothing is kept that was not previewed with these values."""

    title: str | Promise = ""
    template_name = ""

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is in force."""
        raise NotImplementedError

    def preview(self, form: Any) -> Any:
        """Return what the entered policy would do. Errors: ReaderError."""
        raise NotImplementedError

    def keep(self, form: Any) -> PolicyVersion:
        """The entered policy stands as a new version, which is returned."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self.make_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        entered = _digest(form)
        if request.POST.get("confirmed") != entered:
            try:
                return self._show(form, preview=self.preview(form), entered=entered)
            except ReaderError as error:
                form.add_error(None, str(error.message))
                return self._show(form, status=error.status)
        policy = self.keep(form)
        messages.success(request, _("Version %(n)s is in force from the next night on.") % {"n": policy.version})
        return redirect(policy)

    def _show(self, form: forms.Form, *, preview: Any = None, entered: str = "", status: int = 200) -> HttpResponse:
        context = {"title": self.title, "form": form, "preview": preview, "entered": entered}
        return render(self.request, self.template_name, context, status=status)


def _digest(form: forms.Form) -> str:
    """Return what tells entered values from others; the note may still be written after the preview."""
    values = {name: value for name, value in form.cleaned_data.items() if name != NOTE}
    return hashlib.blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=16).hexdigest()
