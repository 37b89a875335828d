import factory

from activity.models import EventSource


class EventSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EventSource
        django_get_or_create = ("name",)

    name = "app"
    time_zone = "Asia/Shanghai"
