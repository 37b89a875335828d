"""What activity adds to the time line of a member: what they came to."""

from typing import Any

from django.db.models import QuerySet

from activity.labels import KIND_LABELS
from activity.models import ActivityEvent
from activity.rules.kinds import KIND_BY_NAME, KIND_BY_NUMBER
from common.ui.timeline import Entry, RowSource, Subject

CAME = ("event_signup", "event_attend", "test_drive", "survey")


def _events(subject: Subject) -> QuerySet[Any]:
    kinds = [KIND_BY_NAME[name].number for name in CAME]
    events = ActivityEvent.objects.filter(
        member=subject.member,
        kind__in=kinds,
    )
    return events.select_related("detail", "source")


def _came(event: Any) -> Entry:
    label = str(KIND_LABELS[KIND_BY_NUMBER[event.kind].name])
    detail = getattr(event, "detail", None)
    about = detail.object_id if detail else ""
    return Entry(
        event.pk,
        event.occurred_at,
        "calendar",
        label,
        more=about,
        sub=str(event.source),
    )


TIMELINE = (RowSource("events", "life", "occurred_at", _events, _came),)
