"""Each changed object gives one record, however it is written."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.audit.actors import acting_as, system
from common.audit.units import record, recorded_act, unrecorded
from common.db.edits import create_row, edit_row
from common.models import AuditRecord
from community.models import Circle
from members.models import Member, VehicleOwnership

pytestmark = pytest.mark.django_db


def new_circle(name: str = "Chengdu") -> Circle:
    return Circle(name=name, kind=Circle.Kind.CHAPTER, city="Chengdu")


def records(row: Any) -> list[AuditRecord]:
    found = AuditRecord.objects.filter(
        object_type=row._meta.label,
        object_id=str(row.pk),
    )
    return list(found.order_by("pk"))


def test_creating_writes_one_record() -> None:
    circle = create_row(row=new_circle())
    (made,) = records(circle)
    assert made.act == "create"
    assert made.cause == "common.db.edits.create_row"
    assert made.object_words == "Chengdu"
    assert made.changes["city"] == [None, "Chengdu"]


def test_editing_writes_what_was_and_what_is() -> None:
    circle = create_row(row=new_circle())
    edit_row(row=circle, changes={"name": "Chengdu East"})
    _made, changed = records(circle)
    assert changed.act == "change"
    assert changed.changes == {"name": ["Chengdu", "Chengdu East"]}


def test_an_edit_without_a_difference_writes_nothing() -> None:
    circle = create_row(row=new_circle())
    edit_row(row=circle, changes={"name": "Chengdu"})
    assert len(records(circle)) == 1


def test_saving_twice_in_one_act_is_one_record() -> None:
    circle = create_row(row=new_circle())
    with transaction.atomic(), recorded_act("test", reason="renamed"):
        circle.name = "One"
        circle.save()
        circle.name = "Two"
        circle.save()
    _made, changed = records(circle)
    assert changed.changes == {"name": ["Chengdu", "Two"]}
    assert (changed.cause, changed.reason) == ("test", "renamed")


def test_what_is_rolled_back_within_an_act_leaves_no_record() -> None:
    circle = create_row(row=new_circle())
    with (
        transaction.atomic(),
        recorded_act("test"),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        Circle.objects.filter(pk=circle.pk).update(name="Gone")
        raise ZeroDivisionError
    assert len(records(circle)) == 1


def test_a_save_that_fails_does_not_mix_with_the_next() -> None:
    circle = create_row(row=new_circle())
    twin = new_circle()
    twin.pk = circle.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    circle.name = "After"
    circle.save()
    assert len(records(circle)) == 2


def test_updates_in_bulk_write_one_record_for_each_row() -> None:
    one, other = (
        create_row(row=new_circle("A")),
        create_row(row=new_circle("B")),
    )
    Circle.objects.filter(pk__in=[one.pk, other.pk]).update(city="Xi'an")
    for row in (one, other):
        assert records(row)[-1].changes == {"city": ["Chengdu", "Xi'an"]}
        assert len(records(row)) == 2


def test_rows_made_in_bulk_have_records() -> None:
    made = Circle.objects.bulk_create([new_circle("A"), new_circle("B")])
    assert [len(records(row)) for row in made] == [1, 1]


def test_deleting_is_recorded_singly_and_in_bulk() -> None:
    for delete in (
        lambda row: row.delete(),
        lambda row: Circle.objects.filter(pk=row.pk).delete(),
    ):
        circle = create_row(row=new_circle())
        key = circle.pk
        delete(circle)
        circle.pk = key
        assert [one.act for one in records(circle)] == ["create", "delete"]


def test_a_role_that_is_given_is_one_change_of_the_account() -> None:
    user = get_user_model().objects.create_user(username="lin")
    group = Group.objects.create(name="planner")
    user.groups.add(group)
    last = records(user)[-1]
    assert last.changes == {"groups": [None, ["planner"]]}
    assert len(records(user)) == 2


def test_personal_texts_are_never_in_the_clear() -> None:
    now = timezone.now()
    member = Member.objects.create(
        nickname="Old Wang",
        created_at=now,
        updated_at=now,
    )
    vehicle = VehicleOwnership.objects.create(
        member=member,
        model_series="S7",
        vin="LSVAA4182E2123456",
    )
    Member.objects.filter(pk=member.pk).update(nickname="Young Wang")
    text = str([one.content for one in AuditRecord.objects.all()])
    assert "Wang" not in text
    assert "LSVAA4182E2123456" not in text
    (made,) = records(vehicle)
    assert made.changes["model_series"] == [None, "S7"]
    assert (made.about_type, made.about_id) == (
        "members.Member",
        str(member.pk),
    )


def test_a_reason_hides_phone_numbers() -> None:
    record("export", words="members", reason="call 13812345678 back")
    assert AuditRecord.objects.get().reason == "call *** back"


def test_the_actor_is_written_down() -> None:
    with acting_as(lambda: system("night watch", 7)):
        circle = create_row(row=new_circle())
    (made,) = records(circle)
    assert (made.actor_kind, made.actor_id, made.actor_words) == (
        "system",
        7,
        "night watch",
    )


def test_nothing_is_written_where_it_is_switched_off() -> None:
    with unrecorded():
        circle = create_row(row=new_circle())
        Circle.objects.filter(pk=circle.pk).update(city="X")
        circle.delete()
    assert not AuditRecord.objects.exists()
