from django.apps import AppConfig


class KocopsConfig(AppConfig):
    name = "kocops"
