"""Puts the apps together: what one app declares and a lower one looks up."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class KocopsConfig(AppConfig):
    name = "kocops"
    default = True

    def ready(self) -> None:
        # It imports the models of all apps, which are loaded only now.
        from kocops.composition import compose  # noqa: PLC0415

        compose()


class KocopsAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site: apps go on registering with `admin.site`."""

    default = False
    default_site = "common.admin.KocopsAdminSite"
