"""`manage.py sync_groups`: create the groups for the roles of the access table."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand

from common.security.access import ROLE_LABELS


class Command(BaseCommand):
    help = "Make the groups of the access table; accounts get their role by joining one."

    def handle(self, *args: Any, **options: Any) -> None:
        for role in ROLE_LABELS:
            Group.objects.get_or_create(name=role)
        self.stdout.write(", ".join(ROLE_LABELS))
