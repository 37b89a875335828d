from collections.abc import Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from alerts.labels import AWAITED_NOTICES, facet_label, question_next_act
from alerts.models import IssueReport, LexiconEntry
from alerts.selectors.lexicon_counts import count_of, read_counts
from alerts.selectors.notices import owners_by_issue, write_notice
from alerts.tables.issues import IssueTable
from alerts.tables.owner_rules import OwnerRuleTable
from common.ui.tables import ListTable, MomentColumn, NumberColumn
from community.models import Question
from knowledge.models import ScriptVersion
from members.tables import MemberKeyColumns

__all__ = [
    "IssueTable",
    "LexiconTable",
    "NoticeTable",
    "OwnerRuleTable",
    "QuestionTable",
]


class NoticeTable(MemberKeyColumns):
    member_key = "post__author_id"
    member = tables.Column(
        verbose_name=_("owner"),
        accessor="post__author",
        linkify=True,
    )
    issue = tables.Column(verbose_name=_("issue"), linkify=True)
    notice_kind = tables.Column(verbose_name=_("to be told"))
    posted_at = MomentColumn(
        verbose_name=_("posted at"),
        accessor="post__posted_at",
    )
    words = tables.Column(
        verbose_name=_("original words"),
        accessor="post",
        orderable=False,
    )
    script = tables.Column(
        verbose_name=_("what may be said"),
        empty_values=(),
        orderable=False,
    )

    # The approved script of each kind of notice.
    scripts: Mapping[str, ScriptVersion] = {}

    class Meta(ListTable.Meta):
        model = IssueReport
        fields = (
            "member",
            "issue",
            "notice_kind",
            "posted_at",
            "words",
            "script",
            "model_series",
        )
        default_columns = (
            "member",
            "issue",
            "notice_kind",
            "posted_at",
            "words",
            "script",
        )

    def render_notice_kind(self, value: str) -> str:
        return str(AWAITED_NOTICES[value])

    def value_words(self, value: Any) -> str:
        return str(value.whole_text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owners: dict[int, set[int]] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        self._owners = owners_by_issue(row.issue_id for row in records)

    def _text_of(self, record: Any) -> str:
        if record.issue_id not in self._owners:
            self._owners |= owners_by_issue([record.issue_id])
        owners = self._owners.get(record.issue_id, set())
        kind = record.notice_kind
        return write_notice(record, kind, self.scripts, owners=owners).text

    def render_script(self, record: Any) -> str:
        """Return what may be said, with a button that copies it."""
        target = f"script-{record.pk}"
        button = render_to_string(
            "components/copy_button.html",
            {"target": target},
        )
        text = self._text_of(record)
        return format_html(
            '<div id="{}" tabindex="-1">{}</div>{}',
            target,
            text,
            button,
        )

    def value_script(self, record: Any) -> str:
        return self._text_of(record)


class QuestionTable(MemberKeyColumns):
    member_key = "post__author_id"
    post = tables.Column(
        verbose_name=_("question"),
        linkify=lambda record: record.get_absolute_url(),
    )
    asker = tables.Column(
        verbose_name=_("asked by"),
        accessor="post__author",
        linkify=True,
    )
    asked_at = MomentColumn(
        verbose_name=_("asked at"),
        accessor="post__posted_at",
    )
    state = tables.Column(verbose_name=_("state"))
    answered_at = MomentColumn()
    solved_at = MomentColumn()
    reopened_at = MomentColumn()
    closed_at = MomentColumn()
    helper = tables.Column(linkify=True)
    next_act = tables.Column(
        verbose_name=_("next"),
        empty_values=(),
        orderable=False,
    )
    answer_count = NumberColumn(verbose_name=_("answers"))
    escalated_at = MomentColumn(
        verbose_name=_("escalated at"),
        accessor="care__escalated_at",
    )
    taken_by = tables.Column(
        verbose_name=_("taken by"),
        accessor="care__taken_by",
    )

    class Meta(ListTable.Meta):
        model = Question
        fields = (
            "post",
            "state",
            "upset",
            "asker",
            "asked_at",
            "answer_count",
            "answered_at",
            "helper",
            "solved_at",
            "reopened_at",
            "closed_at",
        )
        default_columns = (
            "post",
            "state",
            "upset",
            "asker",
            "asked_at",
            "answer_count",
            "answered_at",
            "helper",
            "taken_by",
            "next_act",
        )

    def render_state(self, value: str) -> str:
        return str(Question.State(value).label)

    def value_state(self, value: str) -> str:
        return self.render_state(value)

    def value_post(self, value: Any) -> str:
        return str(value.whole_text)

    def render_next_act(self, record: Any) -> str:
        act = question_next_act(record)
        if act == "–":
            return act
        return format_html(
            '<a class="btn btn-sm" href="{}">{}…</a>',
            record.get_absolute_url(),
            act,
        )

    def value_next_act(self, record: Any) -> str:
        return question_next_act(record)


class LexiconTable(ListTable):
    phrase = tables.Column(linkify=True)
    post_count = NumberColumn(
        verbose_name=_("posts in 90 days"),
        empty_values=(),
        orderable=False,
    )
    added_at = MomentColumn()
    removed_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = LexiconEntry
        fields = (
            "phrase",
            "facet",
            "entry",
            "post_count",
            "version",
            "added_at",
            "added_by",
            "removed_at",
            "removed_by",
        )
        default_columns = (
            "phrase",
            "facet",
            "entry",
            "post_count",
            "added_at",
            "added_by",
            "removed_at",
        )

    def prepare_records(self, records: Sequence[LexiconEntry]) -> None:
        self._counts = read_counts(row.phrase for row in records)

    def render_entry(self, value: str) -> str:
        return facet_label(value)

    def value_entry(self, value: str) -> str:
        return facet_label(value)

    def render_post_count(self, record: LexiconEntry) -> str:
        count = self.value_post_count(record)
        return "—" if count is None else f"{count:,}"

    def value_post_count(self, record: LexiconEntry) -> int | None:
        if not hasattr(self, "_counts"):
            self._counts = read_counts()
        return count_of(self._counts, record)
