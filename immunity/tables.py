from typing import Any

import django_tables2 as tables
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.ui.tables import ListTable, MomentColumn, NumberColumn
from immunity.labels import claim_subject
from immunity.models import Claim, ClaimPolicy, CrisisCase, PostMood

SHOWN_CHARACTERS = 200


class ClaimTable(ListTable):
    text = tables.Column(linkify=True)
    subject = tables.Column(empty_values=(), orderable=False)
    spreading_count = NumberColumn(verbose_name=_("people spread it"))
    refuting_count = NumberColumn(verbose_name=_("refute it"))
    asking_count = NumberColumn(verbose_name=_("ask"))
    evidence_count = NumberColumn(
        verbose_name=pgettext_lazy("of owners", "evidence")
    )
    last_post_at = MomentColumn(verbose_name=_("last post"))
    opened_at = MomentColumn()
    answered_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = Claim
        fields = (
            "text",
            "state",
            "spreading_count",
            "refuting_count",
            "last_post_at",
            "evidence_count",
            "owner",
            "subject",
            "asking_count",
            "opened_at",
            "answered_at",
            "opened_by",
        )
        default_columns = fields[:7]

    def render_subject(self, record: Any) -> str:
        return claim_subject(record)

    def value_subject(self, record: Any) -> str:
        return claim_subject(record)


class PolicyTable(ListTable):
    version = tables.Column(linkify=True)
    created_at = MomentColumn()

    class Meta(ListTable.Meta):
        model = ClaimPolicy
        fields = (
            "version",
            "suggest_authors",
            "spreading_authors",
            "window_days",
            "note",
            "created_at",
            "created_by",
        )


class CaseTable(ListTable):
    issue = tables.Column(linkify=lambda record: record.get_absolute_url())
    written_at = MomentColumn()
    open_checks = NumberColumn(verbose_name=_("open checks"))
    due_checks = NumberColumn(verbose_name=pgettext_lazy("checks", "due"))

    class Meta(ListTable.Meta):
        model = CrisisCase
        fields = (
            "issue",
            "cause",
            "what_helped",
            "open_checks",
            "due_checks",
            "written_at",
            "written_by",
            "scope",
            "what_was_done",
            "reaction",
        )
        default_columns = fields[:7]


class PostMoodTable(ListTable):
    author = tables.Column(
        verbose_name=_("author"),
        accessor="post__author",
        linkify=True,
        orderable=False,
    )
    words = tables.Column(
        verbose_name=_("original words"),
        accessor="post__whole_text",
        orderable=False,
    )
    posted_at = MomentColumn()
    negative = NumberColumn()
    positive = NumberColumn()

    class Meta(ListTable.Meta):
        model = PostMood
        fields = (
            "author",
            "words",
            "posted_at",
            "mood",
            "negative",
            "positive",
        )

    def render_words(self, value: str) -> str:
        """Return the beginning of a text that may be long."""
        return Truncator(value).chars(SHOWN_CHARACTERS)

    def value_words(self, value: str) -> str:
        return value
