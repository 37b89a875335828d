"""Where a page repeats what its request said, a number stays as it was typed:
in the field of a form that is shown again, and in links to the next page.

Elsewhere on the page it is masked, or a guess would show the hidden digits of
what is stored.
"""

import re
import secrets
from collections.abc import Callable
from html import unescape

from django.http import HttpRequest

from common.rules.personal_numbers import find_personal

_INPUT = re.compile(r"<input\b[^>]*>")
_TEXTAREA = re.compile(
    r'<textarea\b[^>]*\bname="(?P<name>[^"]*)"[^>]*>.*?</textarea>',
    re.DOTALL,
)
_LINK = re.compile(r'\b(?:href|action|hx-get|hx-push-url)="[^"]*\?[^"]*"')
_NAME = re.compile(r'\bname="([^"]*)"')
_VALUE = re.compile(r'\bvalue="([^"]*)"')
# The field in which a view of a list sends its filters to be saved.
FILTERS = "query"


class Echoes:
    """Takes the typed numbers out of a page and puts them back.

    typed: the numbers of this request by field · asked: those of its address.
    """

    def __init__(self, request: HttpRequest) -> None:
        sent = request.POST if request.method == "POST" else request.GET
        self._is_form = request.method == "POST"
        self._sent = {name: values for name, values in sent.lists()}
        self._asked = _numbers(
            [
                value
                for _name, values in request.GET.lists()
                for value in values
            ],
        )
        self._typed = _numbers(
            [value for values in self._sent.values() for value in values],
        )
        self._taken: dict[str, str] = {}

    def take_out(self, page: str) -> str:
        """Return the page with its echoes replaced by marks."""
        if self._typed:
            page = _INPUT.sub(self._input, page)
        if self._typed and self._is_form:
            page = _TEXTAREA.sub(self._textarea, page)
        if self._asked:
            page = _LINK.sub(self._link, page)
        return page

    def put_back(self, page: str) -> str:
        """Return the page with its echoes in place of the marks."""
        for mark, number in self._taken.items():
            page = page.replace(mark, number)
        return page

    def _input(self, found: re.Match[str]) -> str:
        name, value = _NAME.search(found[0]), _VALUE.search(found[0])
        if name is None or value is None:
            return found[0]
        if name[1] == FILTERS:
            return self._without(found[0], self._asked)
        said = self._sent.get(name[1], [])
        # A form that was not sent may hold what is stored under the same name.
        if self._is_form or unescape(value[1]) in said:
            return self._without(found[0], _numbers(said))
        return found[0]

    def _textarea(self, found: re.Match[str]) -> str:
        said = self._sent.get(found["name"], [])
        return self._without(found[0], _numbers(said))

    def _link(self, found: re.Match[str]) -> str:
        return self._without(found[0], self._asked)

    def _without(self, text: str, numbers: set[str]) -> str:
        for number in numbers:
            if number in text:
                text = text.replace(number, self._mark(number))
        return text

    def _mark(self, number: str) -> str:
        mark = f"\ue000{secrets.token_urlsafe(9)}\ue001"
        self._taken[mark] = number
        return mark


def _numbers(values: list[str]) -> set[str]:
    return {one.text for value in values for one in find_personal(value)}


def mask_around_echoes(
    page: str,
    request: HttpRequest,
    mask: Callable[[str], str],
) -> str:
    """Return a masked page in which the echoes of the request are as typed."""
    echoes = Echoes(request)
    return echoes.put_back(mask(echoes.take_out(page)))
