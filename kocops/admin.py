"""Accounts and roles, which have no page of their own; other apps show their rows read-only."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group

from common.admin import CheckedAdmin

admin.site.unregister([get_user_model(), Group])


@admin.register(get_user_model())
class AccountAdmin(CheckedAdmin, UserAdmin):
    readonly_fields = ("last_login", "date_joined")


@admin.register(Group)
class RoleAdmin(CheckedAdmin, GroupAdmin):
    pass
