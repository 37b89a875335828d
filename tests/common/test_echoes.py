"""What somebody typed is repeated as it was typed, and shows nothing that is stored."""

from django.http import HttpResponse
from django.test import RequestFactory

from common.security.masking import MaskingMiddleware

TYPED, MASKED = "13812345678", "138****5678"


def shown(page: str, *, query: str = "", **sent: str) -> str:
    """Return a page as it leaves, for a request with a query or a form."""
    if sent:
        request = RequestFactory().post(f"/members/{query}", sent)
    else:
        request = RequestFactory().get(f"/members/{query}")
    middleware = MaskingMiddleware(lambda _request: HttpResponse(page))
    return middleware(request).content.decode()


def test_a_form_shown_again_holds_what_was_typed() -> None:
    page = f'<textarea name="note">打 {TYPED}</textarea>'
    assert shown(page, note=f"打 {TYPED}") == page
    field = f'<input type="text" name="note" value="打 {TYPED}">'
    assert shown(field, note=f"打 {TYPED}") == field


def test_links_and_fields_of_a_search_hold_what_was_asked() -> None:
    page = (
        f'<a href="?q={TYPED}&amp;page=2">2</a>'
        f'<input name="q" value="{TYPED}">'
        f'<input type="hidden" name="query" value="q={TYPED}">'
    )
    assert shown(page, query=f"?q={TYPED}") == page


def test_elsewhere_a_guess_shows_nothing() -> None:
    page = f"<p>{TYPED}</p>"
    assert shown(page, query=f"?q={TYPED}") == f"<p>{MASKED}</p>"
    assert shown(page, note=TYPED) == f"<p>{MASKED}</p>"
    stored = f'<textarea name="note">{TYPED}</textarea>'
    assert MASKED in shown(stored, query=f"?note={TYPED}")
    assert MASKED in shown(stored, other=TYPED)
    edited = f'<input name="note" value="打 {TYPED}">'
    assert MASKED in shown(edited, query=f"?note={TYPED}")
    opened = f'<input type="hidden" name="opened-note" value="{TYPED}">'
    assert MASKED in shown(opened, note=TYPED)
