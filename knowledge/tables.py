from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.ui.tables import DayColumn, ListTable, MomentColumn, NumberColumn
from knowledge.labels import OUTCOME_LABELS, SHOWN_STATES
from knowledge.models import FaqEntry, Script, ScriptUse
from knowledge.rules.transitions import EXPIRED, SUBMITTED
from members.tables import MemberKeyColumns


class ScriptTable(ListTable):
    title = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
    )
    state = tables.Column(verbose_name=_("state"))
    number = NumberColumn(verbose_name=_("version"))
    valid_until = DayColumn(verbose_name=_("valid until"))
    use_count = NumberColumn(verbose_name=_("uses"))
    answered_count = NumberColumn(verbose_name=_("answers noted"))
    text = tables.Column(verbose_name=_("text"), orderable=False)
    updated_at = MomentColumn()
    # What an import needs to know a script again.
    file_columns = ("title_en", "role", "for_state", "text")

    class Meta(ListTable.Meta):
        model = Script
        fields = (
            "title",
            "title_en",
            "scene",
            "state",
            "number",
            "valid_until",
            "audience",
            "role",
            "for_state",
            "owner",
            "use_count",
            "answered_count",
            "text",
            "updated_at",
        )
        default_columns = (
            "title",
            "scene",
            "state",
            "valid_until",
            "audience",
            "owner",
            "use_count",
            "answered_count",
        )

    def render_title(self, record: Any) -> str:
        return str(record)

    def value_title(self, value: str) -> str:
        return value

    def render_state(self, value: str, record: Any) -> str:
        mark = "is-warning" if value == EXPIRED else f"is-{value}"
        state = format_html(
            '<span class="mark {}">{}</span>',
            mark,
            SHOWN_STATES[value],
        )
        if record.in_work in (value, record.state):
            return state
        waits = record.in_work == SUBMITTED
        return format_html(
            '{} <span class="mark {}">{}</span>',
            state,
            "is-warning" if waits else "",
            SHOWN_STATES[record.in_work],
        )

    def value_state(self, value: str) -> str:
        return str(SHOWN_STATES[value])

    def render_use_count(self, value: int, record: Any) -> str:
        if not value:
            return "0"
        href = f"{reverse('knowledge:use_list')}?script={record.pk}"
        return format_html('<a href="{}">{}</a>', href, value)

    def value_use_count(self, value: int) -> int:
        return value


class UseTable(MemberKeyColumns):
    member_key = "member_id"
    member = tables.Column(linkify=True)
    script = tables.Column(
        verbose_name=_("script"),
        accessor="version__script",
        linkify=True,
    )
    number = NumberColumn(
        verbose_name=_("version"),
        accessor="version__number",
    )
    used_at = MomentColumn()
    outcome = tables.Column(verbose_name=_("what followed"))
    answered_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = ScriptUse
        fields = (
            "member",
            "script",
            "number",
            "place",
            "used_by",
            "used_at",
            "outcome",
            "answered_at",
            "was_quiet",
        )
        default_columns = (
            "member",
            "script",
            "number",
            "place",
            "used_by",
            "used_at",
            "outcome",
        )

    def render_outcome(self, value: str) -> str:
        return str(OUTCOME_LABELS[value])


class FaqTable(ListTable):
    question = tables.Column(linkify=True)
    author = tables.Column(
        verbose_name=_("written by"),
        accessor="post__author",
        linkify=True,
    )
    consent = tables.Column(
        verbose_name=_("consent of the author"),
        empty_values=(),
    )
    published_at = MomentColumn()
    updated_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = FaqEntry
        fields = (
            "question",
            "answer",
            "author",
            "consent",
            "published_at",
            "published_by",
            "owner",
            "updated_at",
        )
        default_columns = (
            "question",
            "author",
            "consent",
            "published_at",
            "owner",
        )

    def render_consent(self, value: bool | None) -> str:
        return consent_text(value)

    def value_consent(self, value: bool | None) -> str:
        return consent_text(value)


def consent_text(value: bool | None) -> str:
    """Return in words what the author said about being quoted."""
    if value is None:
        return str(_("Not asked yet"))
    return str(_("Agrees") if value else _("Does not agree"))
