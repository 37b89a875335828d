"""`manage.py demo_accounts`: one account per role for trying kocops out, with passwords made on this machine."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.utils import timezone

from common.access import ADMIN, ROLE_LABELS
from common.secrets import read_or_create_secret
from kocops.demo.seed import is_seeded
from kocops.demo.teamwork import plant_teamwork


class Command(BaseCommand):
    help = "Make the demo accounts (user name = role) and print them; run again, it only prints."

    def handle(self, *args: Any, **options: Any) -> None:
        password = read_or_create_secret(settings.VAR_DIR / "demo_password")[:14]
        users = {}
        for role in ROLE_LABELS:
            user, made = get_user_model().objects.get_or_create(username=role)
            if made:
                user.set_password(password)
                user.is_superuser = user.is_staff = role == ADMIN
                user.save()
                user.groups.add(Group.objects.get(name=role))
            users[role] = user
        if is_seeded() and plant_teamwork(users, now=timezone.now()):
            self.stdout.write("示例团队工作已就绪 · the demo team has begun its work")
        self.stdout.write(f"{' / '.join(ROLE_LABELS)} : {password}")
