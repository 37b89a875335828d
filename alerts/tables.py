from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from alerts.models import Issue, OwnerNotice, Placement
from alerts.services.notices import script_of
from alerts.services.wording import told
from common.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from community.models import Question


class FacetColumn(tables.Column):
    """The facets told most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, orderable=False, **kwargs)

    def render(self, value: list[list[object]]) -> str:
        return told(value)

    def value(self, value: list[list[object]]) -> str:
        return told(value)


class IssueTable(ListTable):
    number = tables.Column(verbose_name=_("issue"), linkify=True)
    components, symptoms = FacetColumn(verbose_name=_("parts")), FacetColumn(verbose_name=_("symptoms"))
    scenes, triggers = FacetColumn(verbose_name=_("scenes")), FacetColumn(verbose_name=_("triggers"))
    model_series = FacetColumn(verbose_name=_("model series"))
    voice_count = NumberColumn(verbose_name=_("owners"))
    post_count = NumberColumn(verbose_name=_("posts"))
    first_at = MomentColumn(verbose_name=_("first voice"))
    last_at = MomentColumn(verbose_name=_("last voice"))
    alerted_at = MomentColumn()
    due_on = DayColumn()

    class Meta(ListTable.Meta):
        model = Issue
        fields = (
            "number", "state", "components", "symptoms", "scenes", "triggers", "model_series", "voice_count",
            "post_count", "first_at", "last_at", "alerted_at", "owner", "due_on", "fixed_in",
        )  # fmt: skip
        default_columns = (
            "number", "state", "components", "symptoms", "model_series", "voice_count", "first_at", "alerted_at",
            "owner",
        )  # fmt: skip

    def render_number(self, value: int) -> str:
        return format_html("#{}", value)


class NoticeTable(ListTable):
    member = tables.Column(verbose_name=_("owner"), accessor="post__author", linkify=True)
    issue = tables.Column(linkify=True)
    notice_kind = tables.Column(verbose_name=_("to be told"))
    posted_at = MomentColumn(verbose_name=_("posted at"), accessor="post__posted_at")
    words = tables.Column(verbose_name=_("original words"), accessor="post", orderable=False)
    script = tables.Column(verbose_name=_("what may be said"), empty_values=(), orderable=False)

    class Meta(ListTable.Meta):
        model = Placement
        fields = ("member", "issue", "notice_kind", "posted_at", "words", "script", "model_series")
        default_columns = ("member", "issue", "notice_kind", "posted_at", "words", "script")

    def render_notice_kind(self, value: str) -> str:
        return str(OwnerNotice.Kind(value).label)

    def render_script(self, record: Any) -> str:
        return script_of(record, record.notice_kind)

    def value_script(self, record: Any) -> str:
        return script_of(record, record.notice_kind)


class QuestionTable(ListTable):
    post = tables.Column(verbose_name=_("question"), linkify=lambda record: record.get_absolute_url())
    asker = tables.Column(verbose_name=_("asked by"), accessor="post__author", linkify=True)
    asked_at = MomentColumn(verbose_name=_("asked at"), accessor="post__posted_at")
    answered_at, solved_at = MomentColumn(), MomentColumn()
    helper = tables.Column(linkify=True)
    answer_count = NumberColumn(verbose_name=_("answers"))
    escalated_at = MomentColumn(verbose_name=_("escalated at"), accessor="care__escalated_at")
    taken_by = tables.Column(verbose_name=_("taken by"), accessor="care__taken_by")

    class Meta(ListTable.Meta):
        model = Question
        fields = ("post", "upset", "asker", "asked_at", "answer_count", "answered_at", "helper", "solved_at")
        default_columns = (
            "post", "upset", "asker", "asked_at", "answer_count", "answered_at", "helper", "taken_by",
        )  # fmt: skip
