"""The sections of the desk about members: newcomers to welcome, members who
began to cool, role holders without a contact.
"""

from datetime import timedelta
from typing import Any

from django.db.models import (
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.rules.newcomers import NEWCOMER_DAYS
from alerts.models import OwnerRule
from common.security.access import LEAD, NOBODY
from community.models import CircleMembership
from lifecycle.models import DormancyState
from members.models import Member
from roles.models import RoleSpell
from roles.selectors.newcomers import newcomers
from teamwork.labels import day_text
from teamwork.models import Interaction
from teamwork.selectors.desk_items import (
    DeskContext,
    DeskSection,
    Item,
    RowAct,
)

COOLING_DAYS = 21


def _newcomers(viewer: DeskContext) -> QuerySet[Any]:
    """Newcomers whom nobody has welcomed, neither in the community nor by a
    logged interaction, each with who is to welcome them.
    """
    since = viewer.today - timedelta(days=NEWCOMER_DAYS)
    members = Member.objects.unmerged().annotate(caretaker=_caretaker())
    talked = Interaction.objects.filter(member=OuterRef("pk"))
    rows = newcomers(members, since=since).filter(welcomed_at__isnull=True)
    return rows.exclude(Exists(talked)).order_by("joined_on", "pk")


def _caretaker() -> Coalesce:
    """Return who welcomes a member: their contact, else their backup contact,
    else the colleague whom a rule for owners names for one of their circles.
    Nobody: the leads do.
    """
    inside = CircleMembership.objects.filter(
        circle=OuterRef("circle"),
        member=OuterRef(OuterRef("pk")),
        ended_on__isnull=True,
    )
    rules = OwnerRule.objects.filter(
        Exists(inside),
        component="",
        model_series="",
        severity="",
    )
    first = rules.order_by("position", "pk").values("owner")[:1]
    return Coalesce(
        F("primary_contact_id"),
        F("backup_contact_id"),
        Subquery(first),
        output_field=IntegerField(),
    )


def _newcomer(row: Any, viewer: DeskContext) -> Item:
    note = _("joined %(day)s, nobody has welcomed them") % {
        "day": day_text(row.joined_on, viewer.today),
    }
    needs = "teamwork:interaction_create"
    return Item(
        "newcomer",
        row.pk,
        str(row),
        row.get_absolute_url(),
        note,
        acts=(
            RowAct(_("Welcomed"), "welcome", needs=needs),
            RowAct(_("Log…"), "log", needs=needs, form="log"),
        ),
        member=row.pk,
        since=row.joined_on,
    )


def _cooling(viewer: DeskContext) -> QuerySet[Any]:
    lately = DormancyState.objects.of_generation(viewer.generation).filter(
        state=DormancyState.State.COOLING,
        held_days=0,
        since__gte=viewer.today - timedelta(days=COOLING_DAYS),
        member__primary_contact__isnull=False,
    )
    return lately.select_related("member").order_by("-score", "member_id")


def _cooled(row: Any, viewer: DeskContext) -> Item:
    day = day_text(row.since, viewer.today)
    note = _("cooling since %(day)s") % {"day": day}
    log = RowAct(
        _("Log…"),
        "log",
        needs="teamwork:interaction_create",
        form="log",
    )
    return Item(
        "cooling",
        row.member_id,
        str(row.member),
        row.member.get_absolute_url(),
        note,
        acts=(log,),
        member=row.member_id,
        since=row.since,
    )


def _uncared(_viewer: DeskContext) -> QuerySet[Any]:
    """Members who hold a role and have no contact."""
    held = RoleSpell.objects.filter(
        member=OuterRef("pk"),
        ended_on__isnull=True,
    )
    people = Member.objects.real_people().filter(
        Exists(held),
        primary_contact__isnull=True,
    )
    return people.order_by("pk")


def _uncared_member(row: Any, _viewer: DeskContext) -> Item:
    give = RowAct(
        _("Give a contact…"),
        "assign",
        needs="members:member_edit",
        form="colleague",
    )
    return Item(
        "uncared",
        row.pk,
        str(row),
        row.get_absolute_url(),
        _("holds a role, and nobody looks after them"),
        acts=(give,),
    )


NEWCOMER_SECTION = DeskSection(
    kind="newcomer",
    title=gettext_lazy("Newcomers to welcome"),
    hint=gettext_lazy("Nobody has answered them yet."),
    page="roles:newcomer_list",
    query="waiting=true",
    rows=_newcomers,
    item=_newcomer,
    owner="caretaker",
    roles=frozenset({LEAD}),
    icon="user-plus",
)
COOLING_SECTION = DeskSection(
    kind="cooling",
    title=gettext_lazy("Newly cooling members of mine"),
    hint=gettext_lazy("Ask how they are, not why."),
    page="lifecycle:dormancy_board",
    rows=_cooling,
    item=_cooled,
    owner="member__primary_contact",
    roles=NOBODY,
    number="member_id",
    icon="trending-down",
)
UNCARED_SECTION = DeskSection(
    kind="uncared",
    title=gettext_lazy("Role holders without a contact"),
    hint=gettext_lazy("Somebody should know them."),
    page="teamwork:contact_list",
    query="uncared=true",
    rows=_uncared,
    item=_uncared_member,
    roles=frozenset({LEAD}),
    icon="user-heart",
)
