from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from activity.services.freshness import freshness_of
from common.pages.lists import BulkAct, ListPage
from insights.filters import MemberDirectoryFilter
from insights.forms import ListNameForm
from insights.querysets import members_with_summary
from insights.services.segments import enlist_members
from insights.tables import MemberTable
from members.forms import BulkContactForm, BulkTagForm
from members.models import MemberTag
from members.services.directory import tag_members, update_members


def _tag(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    count = tag_members(member_ids=ids, name=data["name"], source=MemberTag.Source.STAFF)
    text = ngettext("%(count)s member tagged “%(tag)s”.", "%(count)s members tagged “%(tag)s”.", count)
    return text % {"count": count, "tag": data["name"]}


def _give_contact(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    changes = {"primary_contact": data["primary_contact"], "backup_contact": None}
    count = update_members(member_ids=ids, changes=changes, now=timezone.now())
    text = ngettext("%(count)s member given to %(name)s.", "%(count)s members given to %(name)s.", count)
    return text % {"count": count, "name": data["primary_contact"]}


def _enlist(request: HttpRequest, ids: Sequence[int], data: dict[str, Any]) -> str:
    count = enlist_members(name=data["name"], member_ids=ids, now=timezone.now(), user=request.user)
    text = ngettext("%(count)s member joined “%(list)s”.", "%(count)s members joined “%(list)s”.", count)
    return text % {"count": count, "list": data["name"]}


class MemberListPage(ListPage):
    filterset_class, table_class = MemberDirectoryFilter, MemberTable
    url_name, create_url_name = "insights:member_list", "members:member_create"
    title, create_label = gettext_lazy("Members"), gettext_lazy("New member")
    question = gettext_lazy("Who are they, and who is moving?")
    empty_hint = gettext_lazy("Members appear with their first event, by import, or by hand.")
    template_name = "insights/member_list.html"
    bulk_acts = (
        BulkAct("tag", gettext_lazy("Give a tag"), BulkTagForm, _tag),
        BulkAct("contact", gettext_lazy("Give a primary contact"), BulkContactForm, _give_contact),
        BulkAct("enlist", gettext_lazy("Put on a fixed list"), ListNameForm, _enlist),
    )

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        return members_with_summary(generation).living().select_related("primary_contact").order_by("-pk")
