"""The table of candidates: whom they helped, what shows a real owner, and the
act that nominates them.
"""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.ui.tables import ListTable, NumberColumn
from koc.labels import owner_verdict
from koc.models import OwnerScore
from koc.selectors.owners import ShownReason, shown_reasons
from members.tables import MemberKeyColumns
from teamwork.selectors.candidates import sign_text


class CandidateTable(MemberKeyColumns):
    member = tables.Column(
        linkify=lambda record: record.member.get_absolute_url(),
    )
    thankers = NumberColumn()
    healed = NumberColumn()
    savers = NumberColumn()
    effect = NumberColumn()
    score = NumberColumn()
    signs = tables.Column(
        verbose_name=_("what shows it"),
        accessor="reasons",
        orderable=False,
    )
    city = tables.Column(accessor="member__city", verbose_name=_("city"))
    acts = tables.Column(
        verbose_name=_("next act"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = OwnerScore
        fields = (
            "member",
            "thankers",
            "healed",
            "savers",
            "effect",
            "score",
            "signs",
            "acts",
            "posts",
            "city",
        )
        default_columns = (
            "member",
            "thankers",
            "healed",
            "savers",
            "score",
            "signs",
            "acts",
        )

    may_nominate = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons: dict[int, list[ShownReason]] = {}

    def prepare_records(self, records: Sequence[Any]) -> None:
        super().prepare_records(records)
        self.reasons = shown_reasons(list(records))

    def render_score(self, value: int, record: Any) -> str:
        verdict = owner_verdict(record.score, record.against)
        return format_html(
            '{} <span class="muted small">{}</span>', value, verdict
        )

    def value_score(self, value: int) -> int:
        return value

    def render_signs(self, record: Any) -> str:
        signs = map(sign_text, self.reasons[record.pk])
        return format_html(
            '<ul class="list-unstyled small">{}</ul>',
            format_html_join("", "<li>{}</li>", ((one,) for one in signs)),
        )

    def value_signs(self, record: Any) -> str:
        return "; ".join(map(sign_text, self.reasons[record.pk]))

    def render_acts(self, record: Any) -> str:
        if not self.may_nominate:
            return "—"
        return format_html(
            '<button class="btn btn-sm" form="nominate" formaction="{}">{}</button> '
            '<a class="btn btn-sm" href="{}">{}</a>',
            reverse("teamwork:candidate_nominate", args=[record.pk]),
            gettext("Nominate"),
            reverse("teamwork:nomination_create", args=[record.pk]),
            gettext("Choose the works first…"),
        )

    def value_acts(self, record: Any) -> str:
        return ""
