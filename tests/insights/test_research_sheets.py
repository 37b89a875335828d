"""Sheets that are read blind, through the commands."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from alerts.models import Alert, IssueReport
from community.models import Post, Question
from insights.research.sheets import draw_sheet, key_path
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
Output = pytest.CaptureFixture[str]

FAULTS = (
    "刹车异响，踩下去吱吱叫",
    "刹车一踩就异响，声音很大",
    "每天早上刹车都有异响，烦死了",
    "刹车异响越来越严重",
)
CHATTER = ("早上好", "周末去露营", "车洗干净了", "今天下雨", "吃饭去了")


@pytest.fixture
def _posts(capsys: Output) -> None:
    texts = (
        *FAULTS,
        *CHATTER,
        "请问胎压多少合适？",
        "有人知道怎么关提示音吗？",
    )
    rows = [post_row(n, f"m{n}", text) for n, text in enumerate(texts)]
    rows.append(post_row(90, "z", "=1+1 打卡", thread="p4"))
    ingest(EventSourceFactory(), rows)
    call_command("process_posts")
    capsys.readouterr()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _draw(kind: str, out: Path, n: int = 30, seed: int = 1) -> Path:
    call_command(
        "draw_sheet", kind, f"--n={n}", f"--seed={seed}", f"--out={out}"
    )
    return key_path(out)


def _answer(sheet: Path, answers: dict[str, str]) -> None:
    rows = _rows(sheet)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "answer": answers.get(row["row"], "")})


@pytest.mark.usefixtures("_posts")
def test_sheet_mixes_reports_with_other_posts_and_says_nothing_of_them(
    tmp_path: Path,
) -> None:
    sheet = tmp_path / "sheet.csv"
    key = _draw("issues", sheet, n=3)
    rows, keys = _rows(sheet), _rows(key)
    assert set(rows[0]) == {"row", "question", "text", "answer", "note"}
    assert [row["row"] for row in rows] == [row["row"] for row in keys]
    reports = set(IssueReport.objects.values_list("post_id", flat=True))
    for row, one in zip(rows, keys, strict=True):
        post = Post.objects.get(pk=one["key"])
        assert row["text"].startswith(post.whole_text.lstrip("="))
        assert (one["chosen"] == "1") == (post.pk in reports)
        others = Post.objects.count() - len(reports)
        size = len(reports) if one["chosen"] == "1" else others
        assert int(one["population"]) == size
    assert [row["chosen"] for row in keys].count("1") == 3
    assert len(rows) == 6


@pytest.mark.usefixtures("_posts")
def test_same_seed_draws_the_same_and_another_does_not() -> None:
    drawn = draw_sheet("issues", 3, 5, generation=0)
    assert drawn == draw_sheet("issues", 3, 5, generation=0)
    assert drawn != draw_sheet("issues", 3, 6, generation=0)


@pytest.mark.usefixtures("_posts")
def test_questions_are_mixed_with_other_openers() -> None:
    drawn = draw_sheet("questions", 30, 1, generation=0)
    questions = set(Question.objects.values_list("post_id", flat=True))
    openers = Post.objects.filter(is_opening=True)
    assert {int(one.key) for one in drawn if one.is_chosen} == questions
    assert len(drawn) == openers.count()


@pytest.mark.usefixtures("_posts")
def test_alert_is_shown_with_posts_of_three_owners() -> None:
    drawn = draw_sheet("alerts", 1, 1, generation=0)
    (alert,) = [one for one in drawn if one.is_chosen]
    assert alert.key == str(Alert.objects.get().pk)
    assert sum(text in alert.text for text in FAULTS) == 3
    (other,) = [one for one in drawn if not one.is_chosen]
    assert not any(text in other.text for text in FAULTS)
    assert "[3]" in other.text


@pytest.mark.usefixtures("_posts")
def test_reply_is_shown_with_the_beginning_of_its_thread() -> None:
    drawn = draw_sheet("issues", 30, 1, generation=0)
    (reply,) = [one for one in drawn if "打卡" in one.text]
    assert "早上好" in reply.text


@pytest.mark.usefixtures("_posts")
def test_answers_are_scored_by_the_key(tmp_path: Path, capsys: Output) -> None:
    sheet = tmp_path / "sheet.csv"
    key = _draw("issues", sheet, n=4)
    chosen = [row["row"] for row in _rows(key) if row["chosen"] == "1"]
    others = [row["row"] for row in _rows(key) if row["chosen"] == "0"]
    answers = dict.fromkeys(chosen[:3], "yes") | {chosen[3]: "否"}
    _answer(sheet, answers | {others[0]: "是", others[1]: "no"})
    capsys.readouterr()
    call_command("score_sheet", sheet, key)
    printed = capsys.readouterr().out
    assert "issues: right of given 3 of 4 (0.75; 95 %: 0.30–0.95)" in printed
    assert "missed of random others 1 of 2" in printed
    assert "rows without an answer: 2" in printed


@pytest.mark.usefixtures("_posts")
def test_what_cannot_be_scored_is_refused(tmp_path: Path) -> None:
    sheet, other = tmp_path / "sheet.csv", tmp_path / "other.csv"
    key = _draw("issues", sheet)
    with pytest.raises(CommandError, match="exists already"):
        _draw("issues", sheet)
    other_key = _draw("questions", other, n=1)
    with override("en"):
        with pytest.raises(CommandError, match="same rows"):
            call_command("score_sheet", sheet, other_key)
        _answer(sheet, {"2": "perhaps"})
        with pytest.raises(CommandError, match=r"Row 2: .*perhaps"):
            call_command("score_sheet", sheet, key)
        with pytest.raises(CommandError, match="lacks these columns: group"):
            call_command("score_sheet", other, other)
