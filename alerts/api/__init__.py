from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.filters import AlertApiFilter, IssueApiFilter
from alerts.filters.lexicon import LexiconApiFilter
from alerts.filters.questions import QuestionApiFilter
from alerts.models import Alert, Issue, LexiconEntry
from alerts.rules.service_level import SERVICE_LEVEL_HOURS
from alerts.selectors.lexicon import NewWord, read_word
from alerts.selectors.lexicon_files import MAX_WORDS, too_many_words
from alerts.selectors.lexicon_preview import preview_word
from alerts.serializers import (
    AlertSerializer,
    IssueSerializer,
    LexiconEntrySerializer,
    QuestionSerializer,
    WordOutcomeSerializer,
    WordPushSerializer,
    WordRowSerializer,
)
from alerts.services.lexicon import AddedWords, add_words, remove_word
from common.api.bodies import bulk_body
from common.api.parsing import BULK_PARSERS, UnreadableLine, rows_in
from common.api.viewsets import ReadApi
from common.errors import Invalid
from common.security.access import DATA, STAFF, Access
from community.models import Question


class IssueApi(ReadApi):
    """Issues that owners reported, with their reports counted."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Issue.objects.unmerged().with_report_counts().with_closed_at()
    serializer_class = IssueSerializer
    filterset_class = IssueApiFilter
    sort_fields = (
        "number",
        "opened_at",
        "first_at",
        "last_at",
        "reporter_count",
        "updated_at",
        "post_count",
    )


class QuestionApi(ReadApi):
    """Questions that members asked, and whether they were answered."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Question.objects.all()
    serializer_class = QuestionSerializer
    filterset_class = QuestionApiFilter
    sort_fields = {
        "asked_at": "post__posted_at",
        "answered_at": "answered_at",
        "answer_count": "answer_count",
        "updated_at": "updated_at",
    }

    def get_queryset(self) -> QuerySet[Any]:
        now = timezone.now()
        return (
            Question.objects.visible()
            .with_overdue(SERVICE_LEVEL_HOURS, now)
            .with_state(now)
            .select_related("post")
        )


class AlertApi(ReadApi):
    """Alerts as they were raised, each once."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Alert.objects.select_related("issue", "post")
    serializer_class = AlertSerializer
    filterset_class = AlertApiFilter
    sort_fields = ("raised_at", "reporter_count")


PREVIEW = "preview"
MAX_PREVIEWS = 20


class LexiconEntryApi(ReadApi):
    """The brand's own words of the lexicon, those that were removed as well."""

    access = Access(
        read=STAFF,
        write=DATA,
        read_scope="alerts:read",
        write_scope="lexicon:write",
    )

    queryset = LexiconEntry.objects.all()
    serializer_class = LexiconEntrySerializer
    filterset_class = LexiconApiFilter
    sort_fields = ("phrase", "added_at", "version")
    parser_classes = BULK_PARSERS
    create_parameters = (PREVIEW,)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                PREVIEW,
                bool,
                description="Answer what the first 20 words would change; "
                "store nothing.",
            ),
        ],
        request=bulk_body(WordPushSerializer),
        responses={200: WordOutcomeSerializer, 207: WordOutcomeSerializer},
    )
    def create(self, request: Request) -> Response:
        """Add words; sent again, they add nothing. 207 when some were refused."""
        words, faults = _read_words(request.data)
        previews = []
        added = AddedWords([], 0)
        if request.query_params.get(PREVIEW) in ("true", "1"):
            for new in words[:MAX_PREVIEWS]:
                previews.append(_preview(new))
        else:
            now = timezone.now()
            added = add_words(words=words, user=request.user, now=now)
        body = {
            "added": len(added.rows),
            "unchanged": added.unchanged,
            "rejected": faults,
            "previews": previews,
        }
        return Response(body, status=207 if faults else 200)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a word. Its row is kept, with the moment of its removal."""
        row = self.get_object()
        remove_word(entry_id=row.pk, user=request.user, now=timezone.now())
        return Response(status=204)


def _read_words(data: Any) -> tuple[list[NewWord], list[dict[str, Any]]]:
    """Return the words that can be read, and why the others cannot.

    Errors: Invalid if there is no list of words, or too many of them.
    """
    given = rows_in(data, "words")
    if not given:
        raise Invalid("no_words", _("“words” is a list of words."))
    if len(given) > MAX_WORDS:
        raise too_many_words()
    words = []
    faults = []
    for line, row in enumerate(given, start=1):
        if isinstance(row, UnreadableLine):
            faults.append(_fault(line, "", _("The line is not valid JSON.")))
            continue
        serializer = WordRowSerializer(data=row)
        if not serializer.is_valid():
            for field, texts in serializer.errors.items():
                faults.append(_fault(line, field, str(texts[0])))
            continue
        try:
            words.append(read_word(**serializer.validated_data))
        except Invalid as error:
            field = error.where.get("field", "")
            faults.append(_fault(line, field, str(error.message)))
    return words, faults


def _fault(line: int, field: str, message: str) -> dict[str, Any]:
    return {"line": line, "field": field, "message": message}


def _preview(new: NewWord) -> dict[str, Any]:
    preview = preview_word(new.word, now=timezone.now())
    return {
        **new.word._asdict(),
        "posts": preview.posts,
        "without_facet": preview.without_facet,
        "reports": preview.reports,
        "issue_ids": [issue.pk for issue in preview.issues],
        "alert_issue_ids": [issue.pk for issue in preview.alerts],
    }
