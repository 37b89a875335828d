import django_tables2 as tables
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from common.ui.tables import ListTable, MomentColumn, NumberColumn
from community.models import Circle, Post
from members.tables import MemberKeyColumns

SHOWN_CHARACTERS = 200


class CircleTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn(verbose_name=_("members now"))

    class Meta(ListTable.Meta):
        model = Circle
        fields = ("name", "kind", "city", "model_series", "member_count")


class PostTable(MemberKeyColumns):
    member_key = "author_id"
    author = tables.Column(linkify=True)
    words = tables.Column(
        verbose_name=_("original words"),
        accessor="whole_text",
        orderable=False,
    )
    posted_at = MomentColumn()
    edited_at = MomentColumn()
    media_count = NumberColumn()
    reaction_count = NumberColumn()
    is_paid = tables.BooleanColumn(yesno="✓,")

    class Meta(ListTable.Meta):
        model = Post
        fields = (
            "author",
            "words",
            "posted_at",
            "source",
            "thread_key",
            "media_count",
            "reaction_count",
            "edited_at",
            "external_id",
            "is_paid",
        )
        default_columns = (
            "author",
            "words",
            "posted_at",
            "source",
            "media_count",
            "reaction_count",
        )

    def render_words(self, value: str) -> str:
        """Return the beginning of a text that may be long."""
        return Truncator(value).chars(SHOWN_CHARACTERS)

    def value_words(self, value: str) -> str:
        return value
