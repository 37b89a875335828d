"""An act on a row: what is said afterwards, and how it is undone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

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
