"""Pages of the lexicon: its words, another word with what it changes, and
words that are proposed.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from alerts.filters.lexicon import LexiconFilter
from alerts.forms import WordForm
from alerts.labels import facet_label
from alerts.models import FacetField, LexiconEntry, WordProposal
from alerts.rules.lexicons import OwnWord
from alerts.selectors.lexicon import read_word
from alerts.selectors.lexicon_counts import shipped_groups
from alerts.selectors.lexicon_preview import preview_word
from alerts.services.lexicon import add_words, dismiss_proposal, remove_word
from alerts.tables import LexiconTable
from common.api.problems import status_of
from common.errors import DomainError
from common.security.access import may
from common.ui.pages.lists import ListPage
from community.models import Post

SHOWN_PROPOSALS = 100


class LexiconListPage(ListPage):
    queryset = LexiconEntry.objects.select_related("added_by", "removed_by")
    filterset_class = LexiconFilter
    table_class = LexiconTable
    url_name = "alerts:lexicon_list"
    create_url_name = "alerts:lexicon_create"
    title = gettext_lazy("Lexicon")
    question = gettext_lazy("By which words are troubles recognised?")
    create_label = gettext_lazy("Add a word")
    empty_hint = gettext_lazy(
        "The shipped words are above. Add those that only your owners use.",
    )
    also_url_name = "alerts:lexicon_upload"
    also_label = gettext_lazy("Upload words")
    template_name = "alerts/lexicon_list.html"

    def extra_context(self) -> dict[str, Any]:
        if self.is_part():
            return {}
        query = self.request.GET
        waiting = WordProposal.objects.filter(dismissed_at__isnull=True)
        return {
            "shipped": shipped_groups(
                query.get("q", ""), query.get("facet", "")
            ),
            "proposal_count": waiting.count(),
            "may_upload": may(self.request.user, "alerts:lexicon_upload"),
        }


class WordFormPage(View):
    """Add a word: first a preview of what it changes, then, with the same
    values confirmed, the word.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        given = request.GET
        place = f"{given.get('facet', '')}:{given.get('entry', '')}"
        initial = {"phrase": given.get("phrase", "")[:40], "place": place}
        return self._show(request, WordForm(initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WordForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        now = timezone.now()
        try:
            new = read_word(**form.values())
            if request.POST.get("confirmed") != "|".join(new.word):
                shown: dict[str, Any] = {
                    "preview": preview_word(new.word, now=now),
                    "word": new.word,
                    "confirmed": "|".join(new.word),
                }
                return self._show(request, form, **shown)
            added = add_words(words=[new], user=request.user, now=now)
        except DomainError as error:
            form.add_error(None, str(error.message))
            return self._show(request, form, status=status_of(error))
        if added.rows:
            text = _("“%(phrase)s” is read in every post from now on.")
        else:
            text = _("“%(phrase)s” was read so already; nothing changed.")
        messages.success(request, text % {"phrase": new.word.phrase})
        return redirect("alerts:lexicon_list")

    def _show(
        self,
        request: HttpRequest,
        form: WordForm,
        status: int = 200,
        **shown: Any,
    ) -> HttpResponse:
        context = {"title": _("Add a word"), "form": form, **shown}
        return render(
            request,
            "alerts/lexicon_form.html",
            context,
            status=status,
        )


class WordPage(View):
    """A word of the lexicon with its history, and what removing it changes."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = LexiconEntry.objects.select_related("added_by", "removed_by")
        row = get_object_or_404(rows, pk=pk)
        word = OwnWord(row.facet, row.entry, row.phrase)
        preview = None
        if row.removed_at is None:
            preview = preview_word(word, now=timezone.now(), is_removed=True)
        context = {
            "title": row.phrase,
            "row": row,
            "entry_label": facet_label(row.entry),
            "preview": preview,
            "may_remove": may(request.user, "alerts:lexicon_remove", "POST"),
        }
        return render(request, "alerts/lexicon_word.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(LexiconEntry, pk=pk)
        try:
            remove_word(entry_id=pk, user=request.user, now=timezone.now())
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect(row)
        text = _("Removed: posts from now on are read without “%(phrase)s”.")
        messages.success(request, text % {"phrase": row.phrase})
        return redirect("alerts:lexicon_list")


class ProposalPage(View):
    """Phrases that the lexicon may lack."""

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = WordProposal.objects.filter(dismissed_at__isnull=True)
        proposals = list(waiting[:SHOWN_PROPOSALS])
        context = {
            "title": _("Proposed words"),
            "question": _("Which words does the lexicon lack?"),
            "proposals": _with_examples(proposals),
            "may_add": may(request.user, "alerts:lexicon_create", "POST"),
        }
        return render(request, "alerts/lexicon_proposals.html", context)


def _with_examples(proposals: list[WordProposal]) -> list[dict[str, Any]]:
    """Return proposals with their labels and their posts that are not deleted."""
    wanted: set[int] = set()
    for proposal in proposals:
        wanted.update(proposal.post_ids)
    posts = Post.objects.visible().in_bulk(wanted)
    shown = []
    for proposal in proposals:
        facet = proposal.facet
        examples = [posts[pk] for pk in proposal.post_ids if pk in posts]
        shown.append(
            {
                "row": proposal,
                "facet": FacetField(facet).label if facet else "",
                "entry": facet_label(proposal.entry),
                "examples": examples,
            },
        )
    return shown


@require_POST
def dismiss_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Dismiss a proposed word."""
    proposal = get_object_or_404(WordProposal, pk=pk)
    dismiss_proposal(
        proposal_id=proposal.pk,
        user=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("It is not proposed again."))
    return redirect("alerts:lexicon_proposals")
