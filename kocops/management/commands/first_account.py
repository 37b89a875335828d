"""`manage.py first_account`: print the address at which the first account is made."""

import os
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from accounts.services.accounts import first_account_key, has_accounts


class Command(BaseCommand):
    help = "Print the address at which the first account is made, while nobody can log in."

    def handle(self, *args: Any, **options: Any) -> None:
        base = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
        if has_accounts():
            self.stdout.write(
                f"已有账号，直接登录 · there is an account, log in: {base}{reverse('login')}",
            )
            return
        address = f"{base}{reverse('first_account')}?key={first_account_key()}"
        self.stdout.write(
            f"创建第一个账号 · make the first account: {address}",
        )
