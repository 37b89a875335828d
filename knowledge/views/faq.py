"""Frequent questions: list, page, and what their authors agreed to."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.pages.tabs import QuickTab, TabReader
from community.models import Post
from knowledge.filters import FaqFilter
from knowledge.forms import FaqConsentForm, FaqForm, NewFaqForm
from knowledge.models import FaqEntry
from knowledge.selectors.faq import consents_of, proposed_entry
from knowledge.services.faq import (
    create_entry,
    edit_entry,
    publish_entry,
    record_author_consent,
    withdraw_entry,
)
from knowledge.tables import FaqTable


def _public(_reader: TabReader) -> dict[str, str]:
    return {"is_published": "true", "consent": "agreed"}


def _unasked(_reader: TabReader) -> dict[str, str]:
    return {"consent": "unasked"}


class FaqListPage(ListPage):
    filterset_class = FaqFilter
    table_class = FaqTable
    url_name = "knowledge:faq_list"
    title = gettext_lazy("Frequent questions")
    question = gettext_lazy("What have our geeks answered well already?")
    noun = npgettext_lazy("beside a number", "question", "questions")
    tabs = (
        QuickTab(gettext_lazy("Public"), _public),
        QuickTab(gettext_lazy("Author not asked yet"), _unasked),
    )
    empty_hint = gettext_lazy(
        "Open an answered question and take the best answer into the FAQ.",
    )
    also_url_name = "alerts:question_list"
    also_label = gettext_lazy("Answered questions")

    def get_queryset(self) -> QuerySet[Any]:
        rows = FaqEntry.objects.with_consent().select_related(
            "post__author",
            "owner",
            "published_by",
        )
        return rows.order_by("question", "pk")


def _entry(pk: int) -> FaqEntry:
    rows = FaqEntry.objects.with_consent().select_related(
        "post__author",
        "owner",
        "published_by",
    )
    entry: FaqEntry = get_object_or_404(rows, pk=pk)
    return entry


def faq_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a frequent question, its source, and whether it is public."""
    return _show(request, _entry(pk))


def _show(
    request: HttpRequest,
    entry: Any,
    form: FaqConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_public = (
        entry.published_at is not None
        and entry.consent is True
        and not entry.post.is_deleted
    )
    context = {
        "title": str(entry),
        "entry": entry,
        "is_public": is_public,
        "may_write": may(request.user, "knowledge:faq_edit", "POST"),
        "consent_form": form or FaqConsentForm(),
        "consents": consents_of(entry),
    }
    return render(
        request,
        "knowledge/faq_detail.html",
        context,
        status=status,
    )


class NewFaqPage(View):
    """Take the answer of a post into the FAQ."""

    def get(self, request: HttpRequest, post_id: int) -> HttpResponse:
        post = self._post(post_id)
        known = FaqEntry.objects.filter(post=post).first()
        if known is not None:
            return redirect(known)
        form = NewFaqForm(initial=proposed_entry(post))
        return self._show(request, form)

    def post(self, request: HttpRequest, post_id: int) -> HttpResponse:
        post = self._post(post_id)
        form = NewFaqForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            entry = create_entry(
                post=post,
                now=timezone.now(),
                user=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, form, status=status_of(error))
        text = _("Stored. Ask %(name)s whether we may quote it.")
        messages.success(request, text % {"name": post.author})
        return redirect(entry)

    def _post(self, pk: int) -> Post:
        rows = Post.objects.visible().select_related("author")
        post: Post = get_object_or_404(rows, pk=pk)
        return post

    def _show(
        self,
        request: HttpRequest,
        form: NewFaqForm,
        status: int = 200,
    ) -> HttpResponse:
        context = {"title": _("Into the FAQ"), "form": form}
        return render(request, "generic/form.html", context, status=status)


class FaqFormPage(FormPage):
    """Change a frequent question and its answer."""

    queryset = FaqEntry.objects.all()
    form_class = FaqForm

    def get_row(self, pk: int | None) -> Any:
        """Return the row that is edited; 0 is none. Errors: Http404."""
        return get_object_or_404(self.queryset.all(), pk=pk)

    def perform(self, request: HttpRequest, form: ModelForm) -> FaqEntry:
        return edit_entry(
            entry_id=form.instance.pk,
            now=timezone.now(),
            **edit_of(form),
        )


@require_POST
def record_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what the author said about being quoted."""
    entry = _entry(pk)
    form = FaqConsentForm(request.POST)
    if not form.is_valid():
        return _show(request, entry, form, status=422)
    return _perform(
        request,
        entry,
        lambda: record_author_consent(
            entry=entry,
            now=timezone.now(),
            user=request.user,
            **form.cleaned_data,
        ),
        _("Noted. It counts at once."),
    )


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish an entry whose author agrees."""
    return _perform(
        request,
        _entry(pk),
        lambda: publish_entry(
            entry_id=pk,
            now=timezone.now(),
            user=request.user,
        ),
        _("Published."),
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry out of the public FAQ."""
    return _perform(
        request,
        _entry(pk),
        lambda: withdraw_entry(entry_id=pk),
        _("It is public no more."),
    )


def _perform(
    request: HttpRequest,
    entry: FaqEntry,
    step: Callable[[], Any],
    done: str,
) -> HttpResponse:
    """Do a step, or say why it was refused."""
    try:
        step()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(entry)
