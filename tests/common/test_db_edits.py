"""A stale form shows both versions and loses neither; unchanged fields are not written."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import EventSource
from community.models import Circle
from insights.models import Segment, WebhookEndpoint
from insights.services.segments import save_segment
from lifecycle.models import DormancyPolicy
from lifecycle.services.policies import ensure_policy
from members.models import Member, VehicleOwnership
from roles.models import RolePolicy
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


class _FormReader(HTMLParser):
    """Reads the main form of a page as a browser would send it."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._inside = self._done = False
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if (
            tag == "form"
            and "form-page" in (given.get("class") or "")
            and not self._done
        ):
            self._inside = True
        if not self._inside:
            return
        name = given.get("name") or ""
        if (
            tag == "input"
            and name
            and given.get("type") not in ("submit", "button", "file")
        ):
            if (
                given.get("type") not in ("checkbox", "radio")
                or "checked" in given
            ):
                self.fields.setdefault(name, []).append(
                    given.get("value") or "",
                )
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self._select, []).append(
                given.get("value") or "",
            )
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            # A browser drops the line break behind the tag.
            self.fields[self._textarea][0] = self.fields[self._textarea][
                0
            ].removeprefix("\n")
            self._textarea = ""
        if tag == "form" and self._inside:
            self._inside, self._done = False, True


def opened_form(client: Client, address: str) -> dict[str, Any]:
    """Return what a browser would send back from the form at an address."""
    return sent_back(client.get(address))


def sent_back(page: Any) -> dict[str, Any]:
    reader = _FormReader()
    reader.feed(page.content.decode())
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in reader.fields.items()
    }


def edit_page(row: Any, name: str) -> str:
    return reverse(name, args=[row.pk])


def test_an_older_form_does_not_erase_a_newer_note(as_role: Any) -> None:
    member = MemberFactory(contact_note="旧的备注")
    mine, theirs, page = (
        as_role("lead"),
        as_role("communicator"),
        edit_page(member, "members:member_edit"),
    )
    form = opened_form(mine, page)
    their_form = opened_form(theirs, page)
    assert (
        theirs.post(
            page,
            {**their_form, "contact_note": "同事的新备注"},
        ).status_code
        == 302
    )
    answer = mine.post(page, {**form, "contact_note": "我的备注"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "我的备注" in shown
    assert "同事的新备注" in shown
    member.refresh_from_db()
    assert member.contact_note == "同事的新备注"
    again = mine.post(page, sent_back(answer))
    assert again.status_code == 302
    member.refresh_from_db()
    assert member.contact_note == "我的备注"


def test_fields_left_alone_keep_what_others_wrote(as_role: Any) -> None:
    member = MemberFactory(city="上海", contact_note="备注\n第二行")
    client, page = as_role("lead"), edit_page(member, "members:member_edit")
    form = opened_form(client, page)
    Member.objects.filter(pk=member.pk).update(
        city="成都",
        contact_note="同事写的",
    )
    assert client.post(page, {**form, "nickname": "新昵称"}).status_code == 302
    member.refresh_from_db()
    assert (member.nickname, member.city, member.contact_note) == (
        "新昵称",
        "成都",
        "同事写的",
    )


def test_a_conflict_keeps_the_other_fields_fresh(as_role: Any) -> None:
    member = MemberFactory(city="上海", province="上海")
    client, page = as_role("lead"), edit_page(member, "members:member_edit")
    form = opened_form(client, page)
    Member.objects.filter(pk=member.pk).update(city="成都", province="四川")
    answer = client.post(page, {**form, "city": "杭州"})
    assert answer.status_code == 409
    assert sent_back(answer)["province"] == "四川"
    assert client.post(page, sent_back(answer)).status_code == 302
    member.refresh_from_db()
    assert (member.city, member.province) == ("杭州", "四川")


def test_what_was_opened_survives_a_wrong_entry(as_role: Any) -> None:
    member = MemberFactory(city="上海")
    client, page = as_role("lead"), edit_page(member, "members:member_edit")
    wrong = client.post(
        page,
        {**opened_form(client, page), "city": "杭州", "nickname": ""},
    )
    assert wrong.status_code == 422
    Member.objects.filter(pk=member.pk).update(city="成都")
    assert (
        client.post(page, {**sent_back(wrong), "nickname": "有了"}).status_code
        == 409
    )


def test_a_form_of_a_merged_member_edits_the_unmerged_one(
    as_role: Any,
) -> None:
    kept, merged = (
        MemberFactory(city="北京", province=""),
        MemberFactory(city="上海", province=""),
    )
    client, page = as_role("lead"), edit_page(merged, "members:member_edit")
    form = opened_form(client, page)
    merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )
    answer = client.post(page, {**form, "province": "浙江"})
    assert answer["Location"] == kept.get_absolute_url()
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.province, kept.city, merged.merged_into_id) == (
        "浙江",
        "北京",
        kept.pk,
    )
    conflict = client.post(page, {**form, "city": "苏州"})
    assert conflict.status_code == 409
    assert "北京" in conflict.content.decode()
    assert client.get(page)["Location"] == edit_page(
        kept,
        "members:member_edit",
    )


def test_a_car_is_not_ended_twice_in_two_ways(as_role: Any) -> None:
    member = MemberFactory()
    car = VehicleOwnership.objects.create(
        member=member,
        model_series="海豹",
        started_on=NOW.date(),
    )
    client, page = as_role("lead"), edit_page(car, "members:vehicle_end")
    form = {
        **opened_form(client, page),
        "ended_on": "2026-06-02",
        "end_reason": "sold",
    }
    assert (
        client.post(page, {**form, "end_reason": "left_brand"}).status_code
        == 302
    )
    assert client.post(page, form).status_code == 409
    car.refresh_from_db()
    assert car.end_reason == "left_brand"


@pytest.mark.parametrize(
    ("model", "route", "made", "field", "values"),
    [
        (
            Circle,
            "community:circle_edit",
            {"name": "海豹车友会", "kind": "club"},
            "city",
            ("成都", "杭州"),
        ),
        (
            EventSource,
            "activity:source_edit",
            {"name": "app", "time_zone": ""},
            "label",
            ("车主应用", "应用"),
        ),
    ],
)
def test_every_form_page_shows_both_versions(
    as_role: Any,
    model: Any,
    route: str,
    made: Any,
    field: str,
    values: Any,
) -> None:
    row = model.objects.create(**made)
    client, page = as_role("admin"), edit_page(row, route)
    form = opened_form(client, page)
    assert client.post(page, {**form, field: values[0]}).status_code == 302
    answer = client.post(page, {**form, field: values[1]})
    assert answer.status_code == 409
    assert all(value in answer.content.decode() for value in values)
    row.refresh_from_db()
    assert getattr(row, field) == values[0]


def test_a_source_keeps_the_kinds_a_colleague_added(as_role: Any) -> None:
    source = EventSource.objects.create(name="app", kinds={"thumb": "like"})
    client, page = as_role("admin"), edit_page(source, "activity:source_edit")
    form = opened_form(client, page)
    EventSource.objects.filter(pk=source.pk).update(
        kinds={"thumb": "like", "fav": "favourite"},
    )
    assert client.post(page, {**form, "label": "应用"}).status_code == 302
    source.refresh_from_db()
    assert (source.label, source.kinds) == (
        "应用",
        {"thumb": "like", "fav": "favourite"},
    )


def test_two_rules_of_a_segment_are_both_shown(as_role: Any) -> None:
    rule = {"field": "city", "is": ["上海"]}
    segment = save_segment(
        segment=None,
        name="沪上",
        note="",
        rule=rule,
        now=NOW,
        user=None,
    )
    client, page = as_role("lead"), edit_page(segment, "insights:segment_edit")
    form = opened_form(client, page)
    assert (
        client.post(
            page,
            {**form, "rule": '{"field": "city", "is": ["成都"]}'},
        ).status_code
        == 302
    )
    answer = client.post(
        page,
        {**form, "rule": '{"field": "city", "is": ["杭州"]}'},
    )
    assert answer.status_code == 409
    assert [
        (one.entered, one.current) for one in answer.context["conflicts"]
    ] == [("城市：杭州", "城市：成都")]
    assert client.post(page, {**form, "note": "给活动用"}).status_code == 302
    segment.refresh_from_db()
    assert (segment.note, segment.versions.count()) == ("给活动用", 2)
    assert client.post(page, sent_back(answer)).status_code == 302
    assert segment.versions.first().rule == {"field": "city", "is": ["杭州"]}


def test_two_edits_of_a_webhook_are_both_shown(as_role: Any) -> None:
    segment = Segment.objects.create(name="甲", created_at=NOW)
    row = WebhookEndpoint.objects.create(
        name="数据中台",
        url="https://example.com/a",
        secret="whsec_eA==",
        created_at=NOW,
    )
    client, page = as_role("lead"), edit_page(row, "insights:webhook_edit")
    form = opened_form(client, page)
    assert (
        client.post(page, {**form, "segments": [str(segment.pk)]}).status_code
        == 302
    )
    assert client.post(page, {**form, "name": "中台"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, list(row.segments.all())) == ("中台", [segment])
    assert client.post(page, {**form, "name": "另一个"}).status_code == 409


@pytest.mark.parametrize(
    ("route", "model", "field"),
    [
        ("lifecycle:policy_create", DormancyPolicy, "silent_days"),
        ("roles:policy_create", RolePolicy, "demotion_days"),
    ],
)
def test_a_policy_written_on_an_older_version_is_not_kept(
    as_role: Any,
    monkeypatch: Any,
    route: str,
    model: Any,
    field: str,
) -> None:
    ensure_policy(NOW)
    app = route.partition(":")[0]
    monkeypatch.setattr(
        f"{app}.views.policies.preview_{'thresholds' if app == 'lifecycle' else 'rules'}",
        lambda _asked: {},
    )
    client, page = as_role("analyst"), reverse(route)
    form = {**opened_form(client, page), "note": "试一试"}
    other = {**form, field: "33"}
    shown = client.post(page, other)
    kept = client.post(page, {**other, "confirmed": shown.context["entered"]})
    assert kept.status_code == 302
    mine = {**form, field: "44"}
    answer = client.post(page, {**mine, "confirmed": "x"})
    assert answer.status_code == 409
    assert [
        (one.entered, one.current) for one in answer.context["conflicts"]
    ] == [("44", "33")]
    assert answer.context["based_on"] == model.objects.newest().version == 2
