"""An act on a row: what is said afterwards, how it is undone, and what is shown
after a mistake.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.api.problems import status_of
from common.errors import DomainError
from common.ui.undo import say_done


def did(
    request: HttpRequest,
    back: str,
    act: Callable[[], Any],
    said: str,
    undo: str = "",
) -> HttpResponse:
    """Do something and return to where it is seen; `undo`: the address that
    undoes it.
    """
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        if undo:
            say_done(request, said, undo)
        else:
            messages.success(request, said)
    return redirect(back)


def submitted(
    request: HttpRequest,
    form: Form | ModelForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: tuple[str, str],
    again: Callable[[Form | ModelForm, int], HttpResponse],
) -> HttpResponse:
    """Do what a form on a page asks for; `done`: where the reader goes then,
    and what is said. With mistakes the page is shown `again`, with what was
    typed.
    """
    status = 422
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as error:
            add_domain_error(form, error)
            status = form_status_of(error)
        else:
            back, said = done
            messages.success(request, said)
            return redirect(back)
    return again(form, status)


def add_domain_error(form: Form | ModelForm, error: DomainError) -> None:
    """Say what a service refused, at the field that it names."""
    field = error.where.get("field")
    known = field if field in form.fields else None
    form.add_error(known, str(error.message))


def form_status_of(error: DomainError) -> int:
    """Return the status of a form that is shown again."""
    status = status_of(error)
    return 422 if status == 400 else status
