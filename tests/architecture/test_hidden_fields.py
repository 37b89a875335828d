"""P33: nothing can be filtered, searched or ordered by that the answer does not show."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.test import Client
from django.urls import reverse
from django_filters import CharFilter

from common.db.fields import EncryptedTextField
from common.security.access import ADMIN, SCOPES
from common.ui.filters import SearchFilterSet
from members.filters import MemberFilter
from members.models import Member, VehicleOwnership
from members.services.vehicles import add_vehicle
from teamwork.models import Interaction
from tests.accounts_of_roles import make_accounts
from tests.architecture.test_access_walk import Made, make_rows
from tests.communities import accounts_by_role, rows_of_module
from tests.scenarios.test_hostile_input import API, LISTS

pytestmark = pytest.mark.usefixtures("kept_menu_counts")

# Kept from lists and machines wherever it stands; encrypted fields are hidden by their kind.
HIDDEN = frozenset(
    {
        "vin",
        "vin_index",
        "contact_note",
        "phone",
        "email",
        "password",
        "secret",
        "old_secret",
        "digest",
        "token_key",
        "auth_token",
        "last_login",
        "token",
    },
)
# What an API filter may ask though its rows do not show it, each looked at:
# the numbers of staff accounts, which no answer names and which say nothing of
# a member.
SEEN_AS_HARMLESS = {
    ("api:member-list", "primary_contact"),
    ("api:issue-list", "owner"),
    ("api:suggestion-list", "owner"),
}


def paths_of(filterset: type[SearchFilterSet]) -> Iterator[str]:
    """Yield every path that a filter or the search of a filterset asks;
    filters with a method get planted values.
    """
    for one in filterset.base_filters.values():
        if not one.method:
            yield str(one.field_name)
    if "q" in filterset.base_filters:
        yield from filterset.Meta.search  # type: ignore[attr-defined]


def steps_of(model: type[models.Model], path: str) -> Iterator[Any]:
    """Yield the fields along a path; what is no field (an annotation, a
    transform, a lookup) ends it.
    """
    for part in path.replace(".", LOOKUP_SEP).split(LOOKUP_SEP):
        known = {field.name: field for field in model._meta.get_fields()}
        known |= {
            field.attname: field for field in model._meta.concrete_fields
        } | {"pk": model._meta.pk}
        if part not in known:
            return
        yield known[part]
        if not known[part].is_relation:
            return
        model = known[part].related_model


def hidden_steps(model: type[models.Model], path: str) -> list[str]:
    """Return the hidden fields along a path."""
    steps = steps_of(model, path)
    return [
        field.name
        for field in steps
        if isinstance(field, EncryptedTextField) or field.name in HIDDEN
    ]


def breaches_of(
    filterset: type[SearchFilterSet],
    model: type[models.Model],
) -> list[str]:
    return [path for path in paths_of(filterset) if hidden_steps(model, path)]


def every_filterset(
    base: type = SearchFilterSet,
) -> Iterator[type[SearchFilterSet]]:
    for one in base.__subclasses__():
        yield from (one, *every_filterset(one))


def model_of(filterset: type[SearchFilterSet]) -> Any:
    return getattr(getattr(filterset, "Meta", None), "model", None)


def test_no_filter_or_search_asks_a_hidden_field() -> None:
    filtersets = [
        one
        for one in every_filterset()
        if model_of(one) and one.__module__.split(".")[0] != "tests"
    ]
    found = {
        one.__qualname__: breaches_of(one, model_of(one)) for one in filtersets
    }
    assert {name: paths for name, paths in found.items() if paths} == {}
    assert len(filtersets) >= 25
    assert {
        view.filterset_class
        for view in (*LISTS.values(), *API.values())
        if view_has_filters(view)
    } <= set(
        filtersets,
    )


def view_has_filters(view: Any) -> bool:
    return getattr(view, "filterset_class", None) is not None


def column_paths(table: Any) -> Iterator[str]:
    """Yield every path that a column of a table shows or orders by."""
    for name, column in table.base_columns.items():
        yield str(column.accessor or name)
        yield from (str(path).lstrip("-") for path in column.order_by or ())


@pytest.mark.parametrize("name", LISTS)
def test_no_column_of_a_list_is_a_hidden_field(name: str) -> None:
    model = LISTS[name].filterset_class.Meta.model
    assert [
        path
        for path in column_paths(LISTS[name].table_class)
        if hidden_steps(model, path)
    ] == []


def fields_shown(serializer: Any) -> set[str]:
    """Return the fields that a serializer shows; a related row counts by its number or its name."""
    shown = set(serializer.fields)
    for field in serializer.fields.values():
        path = str(field.source).replace(".", LOOKUP_SEP)
        shown |= {
            path,
            path.removesuffix("_id"),
            path.removesuffix("__username").removesuffix("__name"),
        }
    return shown


@pytest.mark.parametrize(
    "name",
    [name for name, view in API.items() if view_has_filters(view)],
)
def test_an_api_filter_asks_only_what_its_rows_show(name: str) -> None:
    view = API[name]
    asked = set()
    for path in paths_of(view.filterset_class):
        asked.add(
            LOOKUP_SEP.join(
                field.name for field in steps_of(view.queryset.model, path)
            ),
        )
    unseen = asked - fields_shown(view.serializer_class()) - {""}
    assert {(name, path) for path in unseen} <= SEEN_AS_HARMLESS


class Breach(SearchFilterSet):
    class Meta:
        model = Member
        fields = ("contact_note", "vehicles__vin_index")
        search = ("nickname", "vehicles__vin", "primary_contact__email")


class ByVehicle(SearchFilterSet):
    code = CharFilter(field_name="vin_index", lookup_expr="startswith")

    class Meta:
        model = VehicleOwnership
        fields = ()
        search = ("member__contact_note",)


def test_a_planted_breach_is_found() -> None:
    planted = [
        "contact_note",
        "vehicles__vin_index",
        "vehicles__vin",
        "primary_contact__email",
    ]
    assert breaches_of(Breach, Member) == planted
    assert breaches_of(ByVehicle, VehicleOwnership) == [
        "vin_index",
        "member__contact_note",
    ]
    assert hidden_steps(Interaction, "member.vehicles.vin") == ["vin"]
    assert breaches_of(MemberFilter, Member) == []


# Texts that stand in hidden fields only, and the beginnings by which they would be guessed.
VIN, NOTE, MAIL = "LXV7AK2T9RB5N3C81", "暗号0937", "zqx@hidden.example"
GUESSES = (
    VIN,
    VIN.lower(),
    VIN[:6],
    VIN[-6:],
    NOTE,
    NOTE[:3],
    MAIL,
    MAIL[:3],
    "argon2",
    "whsec_",
)


def fill() -> Made:
    """Write one row of everything, with what no filter may find."""
    accounts = make_accounts()
    get_user_model().objects.update(email=MAIL)
    rows = make_rows("车友", number=1, owner=accounts[ADMIN])
    Member.objects.update(contact_note=NOTE)
    add_vehicle(
        vehicle=VehicleOwnership(
            member=rows.member,
            model_series="海豹",
            vin=VIN,
            started_on="2025-01-02",
        ),
    )
    return rows


made = rows_of_module(fill)


@pytest.fixture
def accounts(made: Made, db: None) -> dict[str, Any]:
    """The accounts among these rows, by role."""
    return accounts_by_role()


def text_filters(filterset: type[SearchFilterSet]) -> list[str]:
    return [
        name
        for name, one in filterset.base_filters.items()
        if isinstance(one, CharFilter)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_no_text_filter_of_a_page_finds_what_is_hidden(
    as_role: Any,
    made: Made,
    name: str,
) -> None:
    client, address = as_role(ADMIN), reverse(name)
    for field in text_filters(LISTS[name].filterset_class):
        for guess in GUESSES:
            found = (
                client.get(address, {field: guess})
                .context["table"]
                .paginator.count
            )
            assert found == 0, (field, guess)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [name for name, view in API.items() if view_has_filters(view)],
)
def test_no_text_filter_of_the_api_finds_what_is_hidden(
    token: Any,
    made: Made,
    name: str,
) -> None:
    machine = Client(headers=token(*SCOPES))
    for field in text_filters(API[name].filterset_class):
        for guess in GUESSES:
            assert (
                machine.get(reverse(name), {field: guess}).json()["results"]
                == []
            ), (
                field,
                guess,
            )
