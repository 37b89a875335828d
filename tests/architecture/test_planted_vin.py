"""P40: a whole VIN is in no page, no answer of the API and no file, whoever asks."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from common.security.access import (
    ACCESS,
    ADMIN,
    ANYONE,
    COMMUNICATOR,
    SCOPES,
    STAFF,
)
from insights.selectors.segment_exports import FORMATS
from members.models import Member, VehicleOwnership
from members.services.vehicles import add_vehicle
from teamwork.views.members import PANELS
from tests.architecture.test_access_walk import (
    ALL_METHODS_OF_ADMIN,
    Made,
    address_of,
    make_rows,
)
from tests.extent import part_of
from tests.scenarios.test_hostile_input import LISTS

pytestmark = pytest.mark.usefixtures("kept_menu_counts")

VIN, MASKED = "LXV7AK2T9RB5N3C81", "LXV************81"
SHORT = "ZQ9X7"
# What gives out all that is stored of one person, unmasked.
FOR_THE_PERSON = ("/personal-data/", "/privacy/export/")
# What a mask hides, whole and in part.
HIDDEN_TEXTS = (VIN[3:-2], VIN[:8], VIN[-8:], SHORT)


@pytest.fixture
def made(accounts: dict[str, Any]) -> Made:
    """One row of everything; the member has a car with a VIN and one whose VIN
    an older version let in.
    """
    rows = make_rows("车友", number=1, owner=accounts[ADMIN])
    car = {
        "member": rows.member,
        "model_series": "海豹",
        "started_on": "2025-01-02",
    }
    add_vehicle(vehicle=VehicleOwnership(vin=VIN, **car))
    VehicleOwnership.objects.create(vin=SHORT, **car)
    return rows


def panels_of(member: Member) -> Iterator[str]:
    """Yield the address of each panel of a member's page."""
    for name in PANELS:
        kwargs = {"pk": member.pk, "name": name}
        yield reverse("teamwork:member_panel", kwargs=kwargs)


def addresses(made: Made) -> Iterator[str]:
    """Yield every address that can be read: pages, their exports with all
    columns, the API, the admin.
    """
    for name, row in ACCESS.items():
        if (row.read or row.read_scope) and name != ALL_METHODS_OF_ADMIN:
            yield address_of(name, made)
    yield from panels_of(made.member)
    for name, view in LISTS.items():
        columns = ",".join(view.table_class.base_columns)
        for ending in ("", "&export=csv", "&export=xlsx"):
            yield f"{reverse(name)}?columns={columns}{ending}"
    for form in FORMATS:
        yield f"{reverse('api:segment-export', args=[made.segment.pk])}?as={form}"
    for model in admin.site._registry:
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{page}_changelist")
        for row in model._default_manager.all()[:3]:
            yield from (
                reverse(f"{page}_{kind}", args=[row.pk])
                for kind in ("change", "history")
            )


def text_of(answer: HttpResponse) -> str:
    """Return an answer's text; a workbook's is that of its parts."""
    content = (
        b"".join(answer.streaming_content)
        if answer.streaming
        else answer.content
    )
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(
            book.read(name).decode("utf-8", "replace")
            for name in book.namelist()
        )


def shown_vins(
    client: Client,
    made: Made,
) -> tuple[int, list[tuple[str, str]]]:
    """Return how many addresses answered with rows, and where something of a VIN stood."""
    answered, found = 0, []
    for address in addresses(made):
        if address.endswith(FOR_THE_PERSON):
            continue
        answer = client.get(address)
        answered += answer.status_code == 200
        text = text_of(answer)
        found += [
            (address, hidden) for hidden in HIDDEN_TEXTS if hidden in text
        ]
    return answered, found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role",
    [ANYONE, *part_of(sorted(STAFF), one_in=2)],
)
def test_no_page_shows_a_vin(as_role: Any, made: Made, role: str) -> None:
    client = as_role(None if role == ANYONE else role)
    answered, found = shown_vins(client, made)
    assert found == []
    assert answered > (2 if role == ANYONE else 100)


@pytest.mark.django_db
def test_no_machine_gets_a_vin(token: Any, made: Made) -> None:
    answered, found = shown_vins(Client(headers=token(*SCOPES)), made)
    assert found == []
    assert answered > 15


@pytest.mark.django_db
def test_the_walk_would_have_seen_it(as_role: Any, made: Made) -> None:
    kwargs = {"pk": made.member.pk, "name": "vehicles"}
    panel = reverse("teamwork:member_panel", kwargs=kwargs)
    page = as_role(COMMUNICATOR).get(panel).content.decode()
    assert MASKED in page
    assert "*****" in page
    made.member.city = VIN[3:-2]
    made.member.save()
    assert shown_vins(as_role(COMMUNICATOR), made)[1]
