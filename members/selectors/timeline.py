"""What members add to the time line of a member: joining, cars and software."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.ui.timeline import Entry, ListSource, RowSource, Subject
from members.models import Member, SoftwareSpell, VehicleOwnership

LIFE = "life"


def _joined(subject: Subject) -> list[Entry]:
    member = subject.member
    if member.joined_on is None:
        return []
    is_arrival = member.joined_from == Member.JoinedFrom.ARRIVAL
    text = _("First seen") if is_arrival else _("Joined the community")
    return [Entry(member.pk, member.joined_on, "user-plus", text)]


def _cars(subject: Subject) -> QuerySet[Any]:
    return VehicleOwnership.objects.filter(member=subject.member)


def _bought(car: Any) -> Entry:
    text = _("Owns a %(car)s") % {"car": car}
    return Entry(car.pk, car.started_on, "car", text)


def _gave_up(car: Any) -> Entry:
    text = _("Gave up the %(car)s") % {"car": car}
    reason = car.get_end_reason_display()
    return Entry(car.pk, car.ended_on, "car", text, more=reason)


def _software(subject: Subject) -> QuerySet[Any]:
    spells = SoftwareSpell.objects.filter(vehicle__member=subject.member)
    return spells.select_related("vehicle")


def _installed(spell: SoftwareSpell) -> Entry:
    text = _("Software %(version)s") % {"version": spell.version}
    car = str(spell.vehicle)
    return Entry(spell.pk, spell.started_on, "download", text, sub=car)


TIMELINE = (
    ListSource("joined", LIFE, _joined),
    RowSource(
        "cars",
        LIFE,
        "started_on",
        lambda subject: _cars(subject).filter(started_on__isnull=False),
        _bought,
        is_day=True,
    ),
    RowSource(
        "given-up",
        LIFE,
        "ended_on",
        lambda subject: _cars(subject).filter(ended_on__isnull=False),
        _gave_up,
        is_day=True,
    ),
    RowSource(
        "software",
        LIFE,
        "started_on",
        _software,
        _installed,
        is_day=True,
    ),
)
