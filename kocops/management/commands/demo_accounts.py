"""`manage.py demo_accounts`: one account per role for trying kocops out, with
passwords made on this machine.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.services.owners import give_owners
from common.audit.actors import STAFF, Actor, acting_as
from common.security.access import (
    ADMIN,
    ANALYST,
    COMMUNICATOR,
    LEAD,
    PLANNER,
    ROLE_LABELS,
)
from common.security.secrets import read_or_create_secret
from kocops.demo.seed import is_seeded
from kocops.demo.teamwork import plant_teamwork

PASSWORD_LENGTH = 14
NAMES = {
    COMMUNICATOR: "林晓",
    PLANNER: "周宁",
    ANALYST: "陈默",
    LEAD: "苏岚",
    ADMIN: "何平",
}


class Command(BaseCommand):
    help = "Make the demo accounts (user name = role) and print them; run again, it only prints."

    def handle(self, *args: Any, **options: Any) -> None:
        secret = read_or_create_secret(settings.VAR_DIR / "demo_password")
        password = secret[:PASSWORD_LENGTH]
        users = {role: _get_account(role, password) for role in ROLE_LABELS}
        lead = users[LEAD]
        with acting_as(lambda: Actor(STAFF, lead.pk, lead.get_username())):
            if is_seeded() and plant_teamwork(users, now=timezone.now()):
                self.stdout.write(
                    "示例团队工作已就绪 · the demo team has begun its work",
                )
        # The posts may have been read before there was anybody.
        give_owners(now=timezone.now())
        self.stdout.write(f"{' / '.join(ROLE_LABELS)} : {password}")


def _get_account(role: str, password: str) -> Any:
    """Return the demo account of a role; create it if it is new."""
    user, is_new = get_user_model().objects.get_or_create(username=role)
    if is_new:
        is_admin = role == ADMIN
        user.set_password(password)
        user.is_superuser = is_admin
        user.is_staff = is_admin
        user.first_name = NAMES[role]
        user.save()
        user.groups.add(Group.objects.get(name=role))
    return user
