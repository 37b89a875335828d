"""P41, P42: what is exported of a person is all of theirs and nothing of
another; after they are erased no trace of them is left, and all of the other.
"""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from activity.models import RejectedRow
from common.audit.units import unrecorded
from common.db.fields import TOKEN_START, decrypt_text, encrypt_text
from common.errors import Conflict
from common.jobs.queue import JOBS, Progress, run_job
from common.models import DomainEvent, JobRun
from common.personal.declarations import DataClass, Records
from common.personal.inventory import all_records
from common.security.access import ADMIN
from members.models import Erasure, Member, MemberConsent
from members.rules.mentions import identifiers_of
from members.selectors.personal_rows import export_person, rows_about
from members.selectors.persons import records_of_person
from members.services.erasing import _texts, hide_in_texts
from members.services.erasure_files import delete_files_with, ledger_path
from members.services.erasures import (
    JOB,
    replay_erasures,
    request_erasure,
    run_erasure_job,
)
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.architecture.test_access_walk import make_rows
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
ANNA, BERT = "CanaryAA", "CanaryBB"
HELD = (DataClass.PERSONAL, DataClass.SENSITIVE)


@pytest.fixture
def people(
    accounts: dict[str, Any],
    tmp_path: Path,
    settings: Any,
) -> tuple[Member, Member]:
    """Two people, with a canary in every personal field of every row about
    them, and both named in every text about nobody in particular.
    """
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    anna = make_rows("甲方", number=1, owner=accounts[ADMIN]).member
    bert = make_rows("乙方", number=2, owner=accounts[ADMIN]).member
    for member, text in ((anna, ANNA), (bert, BERT)):
        member.consents.create(
            purpose="faq",
            is_given=True,
            note=text,
            recorded_at=NOW,
        )
    with unrecorded():
        for model, records in all_records().items():
            if model is MemberConsent:
                continue  # the database refuses
            if records.about:
                plant(model, records, records_of_person(anna.pk), ANNA)
                plant(model, records, records_of_person(bert.pk), BERT)
            else:
                mention(model, records, (anna, bert))
    return anna, bert


def plant(model: Any, records: Records, numbers: list[int], text: str) -> None:
    for key in list(
        rows_about(model, records, numbers).values_list("pk", flat=True),
    ):
        for name, kind in records.classes().items():
            if kind in HELD and name not in records.by_staff.split():
                put(model, key, name, f"{text}{key}")


def mention(model: Any, records: Records, people: tuple[Any, Any]) -> None:
    """Name both people in the first row of a model."""
    anna, bert = people
    text = f"@{ANNA}{anna.pk} {BERT}{bert.pk}"
    first = model._base_manager.order_by("pk").values_list("pk", flat=True)[:1]
    for key in list(first):
        for name in _texts(model, records):
            put(model, key, name, text)


def put(model: Any, key: Any, name: str, text: str) -> None:
    """Store a text, if the row may hold one there."""
    row = model._base_manager.filter(pk=key)
    with suppress(IntegrityError), transaction.atomic():
        row.update(**{name: planted(model, name, text)})


def planted(model: Any, name: str, text: str) -> Any:
    field = model._meta.get_field(name)
    kind = field.get_internal_type()
    if kind == "JSONField":
        return {"text": text, "more": [text]}
    if kind == "BinaryField":
        return text.encode()
    return text[: field.max_length]


def dump() -> str:
    """Return the whole database as text."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            lines += [row[0] for row in cursor.fetchall()]
    return "\n".join(lines)


def erase(member: Member) -> Erasure:
    erasure = request_erasure(
        member_id=member.pk,
        reason="asked by phone",
        user=None,
        now=NOW,
    )
    run_job(job_id=erasure.job_id, clock=lambda: NOW)
    erasure.refresh_from_db()
    return erasure


def exported(member: Member) -> str:
    numbers = records_of_person(member.pk)
    return json.dumps(list(export_person(numbers)), ensure_ascii=False)


def test_an_export_is_complete_and_only_theirs(
    people: tuple[Member, Member],
) -> None:
    anna, bert = people
    text = exported(anna)
    assert text.count(ANNA) > 60
    numbers = records_of_person(anna.pk)
    held = {
        model._meta.label
        for model, records in all_records().items()
        if records.about and rows_about(model, records, numbers).exists()
    }
    assert {label for label, _row in export_person(numbers)} == held
    assert BERT not in text
    assert exported(bert).count(BERT) == text.count(ANNA)


def test_no_trace_is_left_of_the_erased(
    people: tuple[Member, Member],
    settings: Any,
) -> None:
    anna, bert = people
    JobRun.objects.update(state="done", finished_at=NOW)
    before = dump()
    kept = settings.MEDIA_ROOT / "exports"
    kept.mkdir()
    (kept / "1").write_text(f"{ANNA}{anna.pk}")
    (kept / "2").write_text(f"{BERT}{bert.pk}")
    erasure = erase(anna)
    assert erasure.done_at == NOW
    after = dump()
    left = [line[:300] for line in after.split("\n") if ANNA in line]
    assert left == []
    assert after.count(BERT) == before.count(BERT) > 100
    assert [path.name for path in kept.iterdir()] == ["2"]
    assert ANNA not in ledger_path().read_text()
    anna.refresh_from_db()
    assert (anna.nickname, anna.kind) == (f"#{anna.pk}", "erased")


def test_counts_stay(people: tuple[Member, Member]) -> None:
    anna, _bert = people
    posts = anna.posts.count()
    erase(anna)
    assert anna.posts.count() == posts > 0
    assert JOBS[JOB].lane == "requests"


def test_short_names_in_sentences_stay(people: tuple[Member, Member]) -> None:
    anna, bert = people
    with unrecorded():
        Member.objects.filter(pk=anna.pk).update(nickname="小雨")
        Member.objects.filter(pk=bert.pk).update(contact_note="今天小雨 @小雨")
        DomainEvent.objects.update(data={"member": "小雨"})
    erase(anna)
    bert.refresh_from_db()
    assert bert.contact_note == "今天小雨 ***"
    assert DomainEvent.objects.first().data == {"member": "***"}


def test_rows_as_delivered_lose_the_name_too(
    people: tuple[Member, Member],
) -> None:
    """A quoted name is the name however short; rejected rows are encrypted."""
    anna, bert = people
    raw = json.dumps({"nickname": "小雨", "note": "明天有雨"})
    with unrecorded():
        Member.objects.filter(pk=anna.pk).update(nickname="小雨")
        bert.posts.update(quoted_author="小雨", text="今天小雨")
        RejectedRow.objects.update(raw=encrypt_text(raw))
    erase(anna)
    post = bert.posts.first()
    assert (post.quoted_author, post.text) == ("***", "今天小雨")
    row = RejectedRow.objects.first()
    assert row.raw.startswith(TOKEN_START)
    assert json.loads(decrypt_text(row.raw)) == {
        "nickname": "***",
        "note": "明天有雨",
    }


def test_texts_that_only_look_encrypted_are_searched_as_they_are(
    people: tuple[Member, Member],
) -> None:
    """A member's post and a row in the clear may begin like a token."""
    anna, bert = people
    known = f"{ANNA}{anna.pk}"
    begins = f"{TOKEN_START} @{known}"
    with unrecorded():
        bert.posts.update(text=begins)
        RejectedRow.objects.update(raw=begins)
    assert erase(anna).done_at == NOW
    assert bert.posts.first().text == f"{TOKEN_START} @***"
    assert RejectedRow.objects.first().raw == f"{TOKEN_START} @***"


def test_a_file_with_a_grouped_phone_goes(tmp_path: Path) -> None:
    kept = tmp_path / "uploads"
    kept.mkdir()
    (kept / "1").write_text("138-1234 5678")
    (kept / "2").write_text("138-1234 56789")
    known = identifiers_of({"13812345678"}, ())
    with override_settings(MEDIA_ROOT=tmp_path):
        assert delete_files_with(known) == 1
    assert [path.name for path in kept.iterdir()] == ["2"]


def test_files_go_for_strong_identifiers_only(tmp_path: Path) -> None:
    kept = tmp_path / "exports"
    kept.mkdir()
    (kept / "1").write_text("今天小雨，订单2100861")
    (kept / "2").write_text("编号10086")
    known = identifiers_of({"10086"}, {"小雨"})
    with override_settings(MEDIA_ROOT=tmp_path):
        assert delete_files_with(known) == 1
    assert [path.name for path in kept.iterdir()] == ["1"]


def test_an_unfinished_job_keeps_its_arguments() -> None:
    jobs = [
        JobRun.objects.create(
            kind="export",
            state=state,
            created_at=NOW,
            finished_at=finished_at,
            arguments={"q": ANNA},
        )
        for state, finished_at in (("waiting", None), ("done", NOW))
    ]
    hide_in_texts(identifiers_of((), {ANNA}))
    found = [JobRun.objects.get(pk=job.pk).arguments["q"] for job in jobs]
    assert found == [ANNA, "***"]


def test_nobody_is_erased_by_a_number_used_again(db: None) -> None:
    member = MemberFactory(created_at=NOW)
    before = NOW - timedelta(days=1)
    assert replay_erasures([([member.pk], before)], now=NOW) == []
    member.refresh_from_db()
    assert member.kind == "person"


def test_a_cancelled_erasure_is_not_in_the_ledger(
    people: tuple[Member, Member],
) -> None:
    class Cancelled(Exception):
        pass

    class Stopping(Progress):
        def report(self, done: int, *_more: Any, **_named: Any) -> None:
            if done == 1:
                raise Cancelled

    erasure = request_erasure(
        member_id=people[0].pk, reason="by phone", user=None, now=NOW
    )
    with pytest.raises(Cancelled):
        run_erasure_job(
            progress=Stopping(None),
            clock=lambda: NOW,
            erasure=erasure.pk,
        )
    call_command("replay_erasures")
    people[0].refresh_from_db()
    assert people[0].nickname.startswith(ANNA)


def test_a_restored_backup_is_erased_again(
    people: tuple[Member, Member],
) -> None:
    anna, bert = people
    erase(anna)
    # The backup has their name again, and does not know of the erasure.
    Erasure.objects.all().delete()
    with unrecorded():
        Member.objects.filter(pk=anna.pk).update(
            nickname=ANNA,
            kind="person",
        )
    call_command("replay_erasures")
    anna.refresh_from_db()
    bert.refresh_from_db()
    assert anna.nickname == f"#{anna.pk}"
    assert bert.nickname.startswith(BERT)
    assert Erasure.objects.get().member_numbers[0] == anna.pk


def test_nobody_is_erased_twice(people: tuple[Member, Member]) -> None:
    anna, _bert = people
    erase(anna)
    with pytest.raises(Conflict):
        erase(anna)


def test_an_undone_merge_gives_out_nothing_of_the_other(db: None) -> None:
    kept, merged = MemberFactory(city="上海"), MemberFactory(city="成都")
    row = merge_members(
        kept=kept,
        merged=merged,
        take=("city",),
        reason="同一个人",
        user=None,
        now=NOW,
    )
    undo_merge(merge=row, user=None, now=NOW)
    mine = dict(export_person([kept.pk]))["teamwork.MemberMerge"]
    assert mine["merged"] == merged.pk
    assert not {"before", "taken", "moved", "dropped", "reason"} & mine.keys()


def test_nobody_who_is_erased_is_merged(
    people: tuple[Member, Member],
) -> None:
    gone, other = people
    how = {"take": (), "reason": "同一个人", "user": None, "now": NOW}
    erase(gone)
    with pytest.raises(Conflict, match=str(gone.pk)):
        merge_members(kept=other, merged=gone, **how)
    waiting = MemberFactory()
    request_erasure(
        member_id=waiting.pk,
        reason="本人要求",
        user=None,
        now=NOW,
    )
    with pytest.raises(Conflict):
        merge_members(kept=waiting, merged=other, **how)
