"""Every model is audited or left out with a reason, and every change of an
audited one is one record: by save, in bulk, in the admin, and by deletion.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from common.audit.policy import audited_fields, audited_models, is_plain
from common.models import AuditRecord
from kocops.audited import AUDITED
from kocops.unaudited import UNAUDITED
from tests.architecture.test_access_walk import Made, make_rows


def test_every_model_is_in_one_of_the_two_tables() -> None:
    left_out: list[Any] = []
    for models_of_reason in UNAUDITED.values():
        left_out += models_of_reason
    known = Counter([*AUDITED, *left_out])
    managed = {
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }
    assert {model for model, count in known.items() if count > 1} == set()
    assert managed - set(known) - _unused() == set()


def _unused() -> set[Any]:
    """Models of libraries whose tables this project replaces."""
    return {
        model
        for model in apps.get_models()
        if model._meta.label == "knox.AuthToken"
    }


def test_the_tables_name_fields_that_exist() -> None:
    for model, policy in AUDITED.items():
        names = {field.name for field in model._meta.get_fields()}
        named = {
            *policy.only,
            *policy.ignored,
            *policy.plain,
            *policy.many_to_many,
            *filter(None, [policy.name, policy.key, policy.about]),
        }
        assert named <= names, model


def test_no_personal_field_is_shown() -> None:
    personal = {
        "nickname",
        "external_id",
        "value",
        "vin",
        "contact_note",
        "summary",
        "next_step",
        "promise",
        "email",
        "password",
        "secret",
        "secrets_text",
        "address",
        "note",
        "reason",
    }
    for model in audited_models():
        for name in audited_fields(model):
            if name in personal:
                assert not is_plain(model, name), (model, name)


@pytest.fixture
def made(accounts: dict[str, Any]) -> Made:
    return make_rows("车友", number=1, owner=accounts["lead"])


def _other_value(row: Any, field: Any) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return (value or timezone.now()) + timedelta(days=1)
    if isinstance(field, models.DateField):
        return (value or timezone.localdate()) + timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.JSONField):
        return ["changed"] if value != ["changed"] else ["again"]
    if field.choices:
        others = [key for key, _label in field.choices if key != value]
        return others[0] if others else None
    if isinstance(field, models.CharField | models.TextField):
        return f"{value[:3]}x" if value else "x"
    return None


def _attempt(row: Any, field: Any, value: Any, write: Any) -> int | None:
    """Return how many records a write left; None if the database refuses it."""
    before = AuditRecord.objects.count()
    try:
        with transaction.atomic():
            write(row, field, value)
            count = AuditRecord.objects.count() - before
            transaction.set_rollback(True)
    except (IntegrityError, ValidationError):
        # A constraint, or a version of a policy, which is never edited.
        return None
    return count


def _save(row: Any, field: Any, value: Any) -> None:
    fresh = type(row)._base_manager.get(pk=row.pk)
    setattr(fresh, field.attname, value)
    fresh.save()


def _save_field(row: Any, field: Any, value: Any) -> None:
    fresh = type(row)._base_manager.get(pk=row.pk)
    setattr(fresh, field.attname, value)
    fresh.save(update_fields=[field.name])


def _update(row: Any, field: Any, value: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(
        **{field.attname: value},
    )


def _bulk_update(row: Any, field: Any, value: Any) -> None:
    fresh = type(row)._base_manager.get(pk=row.pk)
    setattr(fresh, field.attname, value)
    type(row)._default_manager.bulk_update([fresh], [field.name])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [_save, _save_field, _update, _bulk_update],
    ids=["save", "save a field", "update", "bulk update"],
)
def test_each_changed_field_is_one_record(made: Made, write: Any) -> None:
    tried: Counter[str] = Counter()
    wrong = []
    for model in audited_models():
        row = model._base_manager.first()
        if row is None:
            continue
        for name in audited_fields(model):
            field: Any = model._meta.get_field(name)
            value = None
            if not field.is_relation and not field.primary_key:
                value = _other_value(row, field)
            if value is None:
                continue
            count = _attempt(row, field, value, write)
            if count is not None:
                tried[model._meta.label] += 1
            if count not in (1, None):
                wrong.append(f"{model._meta.label}.{name}: {count}")
    assert wrong == []
    assert len(tried) >= 30, sorted(tried)


@pytest.mark.django_db
def test_what_does_not_count_leaves_no_record(made: Made) -> None:
    member = made.member
    before = AuditRecord.objects.count()
    type(member).objects.filter(pk=member.pk).update(
        updated_at=timezone.now(),
    )
    member.created_at = timezone.now()
    member.save(update_fields=["created_at"])
    assert AuditRecord.objects.count() == before


@pytest.mark.django_db
def test_a_change_in_the_admin_is_one_record(
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    user = accounts["planner"]
    client = as_role("admin")
    address = reverse("admin:auth_user_change", args=[user.pk])
    form = client.get(address).context["adminform"].form
    entered = {
        name: value
        for name, value in form.initial.items()
        if value not in (None, False) and not isinstance(value, list)
    }
    groups = [group.pk for group in user.groups.all()]
    before = AuditRecord.objects.count()
    answer = client.post(
        address,
        {**entered, "first_name": "周", "groups": groups},
    )
    assert answer.status_code == 302, answer.context["errors"]
    record = AuditRecord.objects.latest("pk")
    assert AuditRecord.objects.count() == before + 1
    assert (record.cause, record.actor_id) == ("admin", accounts["admin"].pk)


@pytest.mark.django_db
def test_an_act_of_the_admin_over_many_is_one_record_each(
    as_role: Any,
) -> None:
    users = [
        get_user_model().objects.create_user(f"robot{number}")
        for number in range(3)
    ]
    before = AuditRecord.objects.count()
    answer = as_role("admin").post(
        reverse("admin:auth_user_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [user.pk for user in users],
            "post": "yes",
        },
    )
    assert answer.status_code == 302
    made = AuditRecord.objects.order_by("pk")[before:]
    assert [one.act for one in made] == ["delete"] * 3


def test_the_admin_edits_only_audited_models() -> None:
    editable = {
        model
        for model, page in admin.site._registry.items()
        if type(page).has_change_permission
        is admin.ModelAdmin.has_change_permission
    }
    assert editable <= set(AUDITED)


@pytest.mark.django_db
def test_a_bulk_act_by_page_is_one_record_each(
    as_role: Any,
    accounts: dict[str, Any],
    made: Made,
) -> None:
    members = [made.member]
    for number in range(2, 5):
        members.append(
            make_rows("车", number=number, owner=made.view.owner).member,
        )
    before = AuditRecord.objects.latest("pk").pk
    answer = as_role("lead").post(
        reverse("insights:member_list"),
        {
            "act": "contact",
            "ids": [member.pk for member in members],
            "confirmed": "1",
            "primary_contact": accounts["communicator"].pk,
        },
    )
    assert answer.status_code == 302
    of_members = AuditRecord.objects.filter(
        pk__gt=before,
        object_type="members.Member",
    )
    assert Counter(of_members.values_list("object_id", flat=True)) == Counter(
        str(member.pk) for member in members
    )
    assert {one.actor_id for one in of_members} == {accounts["lead"].pk}
