"""What of a colleague is still open: members, and what is on their desk."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.views.colleagues import OpenWork
from koc.models import KocSpell
from members.models import Member
from teamwork.selectors.desk_items import desk_context
from teamwork.selectors.team import read_own_sections


def open_work_of(
    request: HttpRequest,
    account: Any,
    now: datetime,
) -> list[OpenWork]:
    """Return the members that a colleague is contact of, and what waits for
    them, each with the page where it is given to somebody else.
    """
    members = Member.objects.unmerged()
    contacts = reverse("teamwork:contact_list")
    desk = reverse("teamwork:team_desk", args=[account.pk])
    found = [
        OpenWork(
            _("Members whose contact they are"),
            members.filter(primary_contact=account).count(),
            f"{contacts}?primary_contact={account.pk}",
        ),
        OpenWork(
            _("Members whose second contact they are"),
            members.filter(backup_contact=account).count(),
            f"{contacts}?backup_contact={account.pk}",
        ),
        OpenWork(
            _("KOC whom they look after"),
            KocSpell.objects.filter(contact=account, ended_on=None).count(),
            f"{reverse('koc:roster_list')}?contact={account.pk}",
        ),
    ]
    viewer = desk_context(request, now)
    for own in read_own_sections(viewer, account.pk):
        found.append(OpenWork(str(own.section.title), own.count, desk))
    return found
