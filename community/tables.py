import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.tables import ListTable, NumberColumn
from community.models import Circle


class CircleTable(ListTable):
    name = tables.Column(linkify=True)
    member_count = NumberColumn(verbose_name=_("members now"))

    class Meta(ListTable.Meta):
        model = Circle
        fields = ("name", "kind", "city", "model_series", "member_count")
