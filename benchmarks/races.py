"""Two people at once, over HTTP against a running server: what is lost, and
who sees a server error.

    python -m benchmarks.races --rounds 100                                    # SQLite
    DATABASE_URL=postgres://…/name python -m benchmarks.races --rounds 100     # an empty database

Each kind of round starts its requests at the same moment and then looks at
what stands in the database. A round is lost if a change that was answered with
success is nowhere, or stands twice.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import django
import requests

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = uuid4().hex
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")
if "DATABASE_URL" not in os.environ:
    os.environ["KOCOPS_VAR_DIR"] = tempfile.mkdtemp()
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from activity.models import EventSource, NightlyRun  # noqa: E402
from common.calendar import business_today  # noqa: E402
from common.models import JobRun  # noqa: E402
from common.security.access import ROLE_LABELS  # noqa: E402
from community.models import Post  # noqa: E402
from insights.models import Segment  # noqa: E402
from kocops.nightly import run_nightly  # noqa: E402
from members.models import Member, MemberTag  # noqa: E402
from teamwork.models import Handover, HandoverMember, Interaction  # noqa: E402
from teamwork.services.handovers import propose_handover  # noqa: E402
from teamwork.services.nominations import judge_nomination, nominate  # noqa: E402

SCORES = {"works_score": 5, "influence_score": 4, "steadiness_score": 3}
numbers = count(1)


class Person:
    """Somebody who is logged in, in a browser of their own."""

    def __init__(self, base: str, name: str) -> None:
        self.base, self.session = base, requests.Session()
        self.session.get(f"{base}/login/")
        self.post("/login/", username=name, password=PASSWORD)

    def post(self, path: str, **fields: object) -> requests.Response:
        token = self.session.cookies.get("csrftoken", "")
        given = {**fields, "csrfmiddlewaretoken": token}
        return self.session.post(
            f"{self.base}{path}",
            data=given,
            allow_redirects=False,
        )

    def opened(self, path: str) -> dict[str, str]:
        """Return what the page says its form was opened with."""
        page = self.session.get(f"{self.base}{path}").text
        found = re.findall(r'name="(opened[^"]*)"(?: value="([^"]*)")?', page)
        return {name: value for name, value in found}


Round = Callable[[list[Person]], tuple[list[requests.Response], bool]]


def at_once(
    acts: list[Callable[[], requests.Response]],
) -> list[requests.Response]:
    """Return the answers of requests that start at the same moment."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], requests.Response]) -> requests.Response:
        ready.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def new_member(**fields: object) -> Member:
    now = timezone.now()
    return Member.objects.create(
        nickname=f"车友{next(numbers)}",
        created_at=now,
        updated_at=now,
        **fields,
    )


def edit_beside_merge(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    kept, merged, city = (
        new_member(city="北京"),
        new_member(city="上海"),
        f"城{next(numbers)}",
    )
    page = f"/members/{merged.pk}/edit/"
    form = {
        "nickname": merged.nickname,
        "kind": "person",
        "owner_status": "prospect",
        "province": "浙江",
    }
    opened = people[1].opened(page)
    answers = at_once(
        [
            lambda: people[0].post(
                f"/members/{kept.pk}/merge/{merged.pk}/",
                act="merge",
                reason=city,
            ),
            lambda: people[1].post(
                page,
                **opened,
                **form,
                city="上海",
                contact_note=city,
            ),
        ],
    )
    kept.refresh_from_db()
    merged.refresh_from_db()
    is_merged = merged.merged_into_id == kept.pk
    is_kept = answers[1].status_code == 409 or city in (
        kept.contact_note,
        merged.contact_note,
    )
    return answers, is_merged and is_kept


def tag_beside_tag(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    member, name = new_member(), f"标签{next(numbers)}"
    give = {"name": name, "source": "staff"}
    answers = at_once(
        [
            lambda one=one: one.post(f"/members/{member.pk}/tags/", **give)
            for one in people
        ],
    )
    return answers, MemberTag.objects.filter(
        member=member,
        name=name,
    ).count() == 1


def decision_beside_decision(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    member = new_member()
    source, _made = EventSource.objects.get_or_create(name="races")
    key = uuid4().hex
    work = Post.objects.create(
        source=source,
        external_id=key,
        thread_key=key,
        is_opening=True,
        author=member,
        text="作品",
        posted_at=timezone.now(),
    )
    staff = {
        name: get_user_model().objects.get(username=name)
        for name in ("communicator", "planner", "analyst")
    }
    row = nominate(
        member=member,
        reason="内容好",
        works=[work],
        now=timezone.now(),
        user=staff["communicator"],
    )
    for by in ("planner", "analyst"):
        judge_nomination(
            nomination_id=row.pk,
            by=by,
            scores=SCORES,
            comment="好",
            now=timezone.now(),
            user=staff[by],
        )
    page = f"/nominations/{row.pk}/decide/"
    answers = at_once(
        [
            lambda: people[0].post(page, accept="1", reason="一号决定"),
            lambda: people[1].post(page, accept="0", reason="二号决定"),
        ],
    )
    row.refresh_from_db()
    wanted = {"一号决定": "accepted", "二号决定": "declined"}
    return answers, wanted.get(row.decision_reason) == row.state


def handover_beside_handover(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    users = {one.username: one for one in get_user_model().objects.all()}
    member = new_member(primary_contact=users["admin"])
    propose = {
        "act": "handover",
        "confirmed": "1",
        "ids": member.pk,
        "reason": "调岗",
    }
    answers = at_once(
        [
            lambda: people[0].post(
                "/workload/members/",
                **propose,
                to_user=users["communicator"].pk,
            ),
            lambda: people[1].post(
                "/workload/members/",
                **propose,
                to_user=users["lead"].pk,
            ),
        ],
    )
    is_one = (
        HandoverMember.objects.filter(member=member, is_open=True).count() == 1
    )
    return answers, is_one


def accept_beside_refuse(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    users = {one.username: one for one in get_user_model().objects.all()}
    member = new_member(primary_contact=users["admin"])
    [row] = propose_handover(
        member_ids=[member.pk],
        to_user=users["lead"],
        reason="调岗",
        now=timezone.now(),
    )
    page = f"/handovers/{row.pk}/"
    answers = at_once(
        [
            lambda: people[0].post(page, act="accept"),
            lambda: people[1].post(page, act="refuse", reason="太多"),
        ],
    )
    row.refresh_from_db()
    member.refresh_from_db()
    is_accepted = row.state == Handover.State.ACCEPTED
    return answers, row.state != Handover.State.PROPOSED and (
        member.primary_contact_id
        == (users["lead"].pk if is_accepted else users["admin"].pk)
    )


def segment_beside_segment(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    name = f"分群{next(numbers)}"
    rule = '{"field": "city", "is": ["上海"]}'
    answers = at_once(
        [
            lambda one=one: one.post("/segments/new/", name=name, rule=rule)
            for one in people
        ],
    )
    made = [answer for answer in answers if answer.status_code == 302]
    return answers, len(made) == 1 == Segment.objects.filter(name=name).count()


def key_beside_key(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    member, key = new_member(), str(uuid4())
    said = {"key": key, "summary": "聊了续航", "channel": "phone", "mood": "0"}
    page = f"/members/{member.pk}/interactions/new/"
    answers = at_once(
        [lambda one=one: one.post(page, **said) for one in people],
    )
    return answers, Interaction.objects.filter(key=key).count() == 1


def night_beside_night(
    people: list[Person],
) -> tuple[list[requests.Response], bool]:
    JobRun.objects.all().delete()
    answers = at_once(
        [lambda one=one: one.post("/activity/nights/run/") for one in people],
    )
    return answers, JobRun.objects.filter(
        kind="run_missed_nights",
    ).count() == 1


def _run_night_again() -> None:
    connections.close_all()
    yesterday = business_today(timezone.now()) - timedelta(days=1)
    run_nightly(business_date=yesterday, clock=timezone.now, again=True)


def night_processes(
    _people: list[Person],
) -> tuple[list[requests.Response], bool]:
    before = NightlyRun.objects.count()
    connections.close_all()
    runs = [
        get_context("fork").Process(target=_run_night_again) for _n in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    is_done = (
        NightlyRun.objects.exclude(state=NightlyRun.State.DONE).count() == 0
    )
    return [], is_done and max(
        before,
        1,
    ) == NightlyRun.objects.count() and not any(run.exitcode for run in runs)


KINDS: dict[str, Round] = {
    "edit beside merge": edit_beside_merge,
    "tag beside tag (6)": tag_beside_tag,
    "decision beside decision": decision_beside_decision,
    "handover beside handover": handover_beside_handover,
    "accept beside refuse": accept_beside_refuse,
    "segment beside segment (6)": segment_beside_segment,
    "key beside key (6)": key_beside_key,
    "night beside night, clicks (6)": night_beside_night,
    "night beside night, processes": night_processes,
}


@contextmanager
def server() -> Iterator[str]:
    """Serve the database with two worker processes of four threads each."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "kocops.wsgi",
        "--bind",
        address,
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    process = subprocess.Popen(
        [*command, "--log-level", "error", "--no-control-socket"],
        cwd=ROOT,
    )
    try:
        for _attempt in range(100):
            try:
                requests.get(f"http://{address}/healthz", timeout=1)
                break
            except requests.RequestException:
                time.sleep(0.2)
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait()


def make_accounts() -> None:
    for name in (*ROLE_LABELS, "lead2", "lead3"):
        user = get_user_model().objects.create_user(
            username=name,
            password=PASSWORD,
        )
        user.groups.add(Group.objects.get(name=name.rstrip("23")))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    call_command("migrate", verbosity=0)
    call_command("sync_groups", stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    make_accounts()
    print(f"{connections['default'].vendor}, {rounds} rounds of each kind")
    print(f"{'kind':34}{'requests':>9}{'lost':>6}{'5xx':>5}  answers")
    with server() as base:
        people = [
            Person(base, name)
            for name in ("lead", "lead2", "lead3")
            for _n in range(2)
        ]
        two = [people[0], people[2]]
        for name, play in KINDS.items():
            lost, answers = 0, Counter[int]()
            for _round in range(rounds):
                given, is_whole = play(
                    two if name == "accept beside refuse" else people,
                )
                answers.update(answer.status_code for answer in given)
                lost += not is_whole
            errors = sum(
                times for status, times in answers.items() if status >= 500
            )
            print(
                f"{name:34}{answers.total():>9}{lost:>6}{errors:>5}  "
                f"{dict(sorted(answers.items()))}",
                flush=True,
            )


if __name__ == "__main__":
    main()
