"""The table of works: each as a card, with what it takes to use it."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.ui.tables import ListTable, MomentColumn, NumberColumn
from community.models import Post
from community.rules.ages import is_over
from members.tables import MemberKeyColumns
from teamwork.labels import may_use_text, nominate_address
from teamwork.selectors.works import work_card

SHOWN_AGE = 7


class AgeColumn(NumberColumn):
    """How many different people within 7 days; of a younger work so far."""

    def render(self, value: int, record: Any, table: Any) -> str:  # type: ignore[override]
        text = super().render(value)
        is_final = table.now is None or is_over(
            record.posted_at, SHOWN_AGE, table.now
        )
        if is_final:
            return text
        return format_html(
            '{} <span class="muted small">{}</span>',
            text,
            gettext("so far"),
        )


class WorkTable(MemberKeyColumns):
    member_key = "author_id"
    work = tables.Column(
        verbose_name=_("work"),
        accessor="whole_text",
        orderable=False,
    )
    maker = tables.Column(verbose_name=_("author"), accessor="author")
    people = NumberColumn(verbose_name=_("people who reacted"))
    repliers = NumberColumn(verbose_name=_("people who answered"))
    reacted_7 = AgeColumn(
        accessor="ages__reacted_7",
        verbose_name=_("reacted within 7 days"),
    )
    saved_7 = AgeColumn(
        accessor="ages__saved_7",
        verbose_name=_("saved within 7 days"),
    )
    answered_7 = AgeColumn(
        accessor="ages__answered_7",
        verbose_name=_("answered within 7 days"),
    )
    posted_at = MomentColumn()
    may_use = tables.Column(
        verbose_name=_("may be used"),
        empty_values=(),
        orderable=False,
    )
    brief = tables.Column(
        verbose_name=_("on the brief list"),
        empty_values=(),
        orderable=False,
    )
    acts = tables.Column(
        verbose_name=_("next act"),
        empty_values=(),
        orderable=False,
    )

    class Meta(ListTable.Meta):
        model = Post
        fields = (
            "work",
            "maker",
            "people",
            "repliers",
            "reacted_7",
            "saved_7",
            "answered_7",
            "may_use",
            "acts",
            "brief",
            "posted_at",
            "source",
        )
        default_columns = (
            "work",
            "maker",
            "people",
            "reacted_7",
            "saved_7",
            "may_use",
            "acts",
        )

    now: datetime | None = None
    may_brief = False
    may_nominate = False

    def render_work(self, record: Any) -> str:
        shown = {"card": work_card(record), "name": "", "is_plain": True}
        return render_to_string("teamwork/_work_card.html", shown)

    def value_work(self, record: Any) -> str:
        text: str = record.whole_text
        return text

    def render_maker(self, value: Any, record: Any) -> str:
        """Return who made it, and whether they are KOC or proposed."""
        mark = ""
        if record.is_koc:
            mark = format_html('<span class="mark is-koc">KOC</span>')
        elif record.is_nominated:
            text = gettext("is nominated")
            mark = format_html('<span class="mark">{}</span>', text)
        address = value.get_absolute_url()
        return format_html('<a href="{}">{}</a> {}', address, value, mark)

    def value_maker(self, value: Any) -> str:
        return str(value)

    def render_may_use(self, record: Any) -> str:
        text = may_use_text(record.may_use)
        if record.may_use or not self.may_brief:
            return text
        return format_html(
            '<span class="muted">{}</span> <a href="{}#accounts">{}</a>',
            text,
            record.author.get_absolute_url(),
            gettext("Record the answer…"),
        )

    def value_may_use(self, record: Any) -> str:
        return may_use_text(record.may_use)

    def render_brief(self, record: Any) -> str:
        return self.value_brief(record) or "—"

    def value_brief(self, record: Any) -> str:
        return gettext("Yes") if hasattr(record, "brief") else ""

    def render_acts(self, record: Any) -> str:
        acts = [self._brief_act(record)] if self.may_brief else []
        acts.append(self._author_act(record))
        return format_html_join(" ", "{}", ((act,) for act in acts)) or "—"

    def value_acts(self, record: Any) -> str:
        return ""

    def _brief_act(self, record: Any) -> str:
        name, label = "teamwork:brief_add", gettext("To the brief list")
        if hasattr(record, "brief"):
            name = "teamwork:brief_remove"
            label = gettext("Take off the brief list")
        return format_html(
            '<button class="btn btn-sm" form="brief" formaction="{}">{}</button>',
            reverse(name, args=[record.pk]),
            label,
        )

    def _author_act(self, record: Any) -> str:
        """Return the way to nominate the author, "" where there is none."""
        if record.is_koc or record.is_nominated or not self.may_nominate:
            return ""
        return format_html(
            '<a class="btn btn-sm" href="{}">{}</a>',
            nominate_address(record),
            gettext("Nominate the author…"),
        )
