"""The brand's own words: added with a preview, removed, uploaded, sent, and
read by every process from then on.
"""

import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from alerts.labels import facet_label
from alerts.models import (
    Alert,
    ClassificationState,
    IssueReport,
    LexiconEntry,
    PhraseCount,
    WordProposal,
)
from alerts.rules.clustering_state import dump_index
from alerts.rules.facets import read_facets
from alerts.rules.lexicons import SHIPPED
from alerts.selectors.lexicon import current_lexicon, read_word
from alerts.selectors.lexicon_preview import preview_word
from alerts.services import index_cache
from alerts.services.lexicon import add_words, remove_word
from alerts.services.post_classification import classify_new_posts
from alerts.services.word_proposals import propose_words
from common.errors import Conflict, Invalid
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db

NEW = {
    "facet": "components",
    "phrase": "彩虹灯带",
    "label_zh": "彩虹灯带",
    "label_en": "rainbow strip",
}


def add(user: Any = None, **values: str) -> LexiconEntry:
    new = read_word(**{**NEW, **values})
    return add_words(words=[new], user=user, now=NOW).rows[0]


def troubles(source: Any, *, start: int = 0, count: int = 3) -> None:
    rows = []
    for n in range(start, start + count):
        text = f"我的彩虹灯带频闪，第{n}天了"
        rows.append(post_row(n, f"owner{n}", text, minutes=n))
    ingest(source, rows)


def test_a_word_is_read_from_its_version_on_in_every_process() -> None:
    assert current_lexicon() is SHIPPED

    row = add()
    current = current_lexicon()

    assert current.version == row.version == 1
    assert current_lexicon() is current
    assert read_facets("彩虹灯带", current).components == (row.entry,)

    remove_word(entry_id=row.pk, user=None, now=NOW)

    assert current_lexicon().version == 2
    assert read_facets("彩虹灯带", current_lexicon()).components == ()
    with pytest.raises(Conflict):
        remove_word(entry_id=row.pk, user=None, now=NOW)


def test_sent_again_a_word_adds_nothing() -> None:
    row = add()
    again = [
        read_word(**NEW),
        read_word(
            facet="components", phrase="充电桩", entry="charging_network"
        ),
    ]

    added = add_words(words=again, user=None, now=NOW)

    assert added.rows == []
    assert added.unchanged == 2
    assert LexiconEntry.objects.get() == row


def test_an_entry_is_found_by_name_or_label_in_both_languages() -> None:
    own = add()

    for given in ("engine", "Engine", own.entry, "彩虹灯带", "Rainbow Strip"):
        word = read_word(facet="components", phrase="新说法", entry=given).word
        assert word.entry in ("engine", own.entry)
    with override("en"):
        assert facet_label(own.entry) == "rainbow strip"
    with override("zh-hans"):
        assert facet_label(own.entry) == "彩虹灯带"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"facet": "colour"}, "bad_facet"),
        ({"phrase": "灯"}, "bad_phrase"),
        ({"label_zh": "", "label_en": ""}, "no_entry"),
    ],
)
def test_a_word_that_cannot_be_read_is_refused(values, code) -> None:
    with pytest.raises(Invalid) as error:
        read_word(**{**NEW, **values})

    assert error.value.code == code


def test_new_posts_are_read_with_it_and_reports_keep_what_was_read(
    source,
) -> None:
    flicker = {"facet": "symptoms", "phrase": "频闪", "label_zh": "频闪"}
    troubles(source)
    classify_new_posts(now=NOW)
    earlier = list(IssueReport.objects.values_list("pk", flat=True))

    add()
    symptom = add(**{**flicker, "label_en": "flickers"})
    troubles(source, start=10)
    classify_new_posts(now=NOW)

    for report in IssueReport.objects.filter(pk__in=earlier):
        assert report.said["symptoms"] == []
    later = IssueReport.objects.exclude(pk__in=earlier)
    assert len(later) == 3
    for report in later:
        assert report.said["symptoms"] == [symptom.entry]
    assert ClassificationState.objects.get().lexicon_version == 2

    remove_word(entry_id=symptom.pk, user=None, now=NOW)
    state = ClassificationState.objects.get()
    learnt = dump_index(index_cache.load(state).issues)
    rebuilt = dump_index(index_cache.load(state).issues)
    assert rebuilt == learnt


def test_the_preview_says_what_would_change(source) -> None:
    ingest(
        source,
        [
            post_row(1, "a", "我的彩虹灯带频闪"),
            post_row(2, "b", "彩虹燈帶頻閃。空调异响"),
            post_row(3, "c", "天气不错"),
        ],
    )
    word = read_word(facet="symptoms", phrase="频闪", label_zh="频闪").word

    preview = preview_word(word, now=NOW)

    assert (preview.posts, preview.without_facet) == (2, 1)
    assert preview.reports == 1
    assert preview.issues == preview.alerts == []
    assert not LexiconEntry.objects.exists()


def test_the_preview_names_issues_and_alerts(source) -> None:
    add()
    add(facet="symptoms", phrase="频闪", label_zh="频闪")
    troubles(source, count=2)
    classify_new_posts(now=NOW)
    issue = IssueReport.objects.first().issue
    assert not Alert.objects.exists()
    ingest(source, [post_row(50, "late", "我的彩虹灯带塌陷")])
    entry = LexiconEntry.objects.get(facet="symptoms").entry
    word = read_word(facet="symptoms", phrase="塌陷", entry=entry).word

    preview = preview_word(word, now=NOW)

    assert preview.issues == preview.alerts == [issue]


def test_the_page_shows_the_preview_before_anything_is_stored(
    source,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    troubles(source)
    client = as_role("analyst")
    url = reverse("alerts:lexicon_create")
    entered = {
        "phrase": "彩虹燈帶",
        "place": "components:",
        "label_zh": "彩虹灯带",
        "label_en": "",
    }

    shown = client.post(url, entered)

    assert not LexiconEntry.objects.exists()
    assert shown.context["preview"].posts == 3
    confirmed = shown.context["confirmed"]

    other = {**entered, "phrase": "星空顶", "confirmed": confirmed}
    assert client.post(url, other).status_code == 200
    assert not LexiconEntry.objects.exists()

    client.post(url, {**entered, "confirmed": confirmed})
    row = LexiconEntry.objects.get()
    assert (row.phrase, row.added_by.username) == ("彩虹灯带", "analyst")


def test_the_list_has_shipped_and_own_words_and_finds_them(as_role) -> None:
    add()
    client = as_role("communicator")
    url = reverse("alerts:lexicon_list")

    page = client.get(url, {"q": "彩虹"}).content.decode()
    assert "彩虹灯带" in page
    assert "变速箱" not in page

    page = client.get(url, {"q": "变速箱"}).content.decode()
    assert "变速箱" in page
    assert "彩虹灯带" not in page


def test_a_word_is_removed_and_kept(as_role) -> None:
    row = add()
    client = as_role("analyst")

    shown = client.get(row.get_absolute_url())
    assert shown.context["preview"].posts == 0
    client.post(row.get_absolute_url())

    row.refresh_from_db()
    assert row.removed_by.username == "analyst"
    assert row.removed_version == 2
    page = client.get(reverse("alerts:lexicon_list")).content.decode()
    assert "彩虹灯带" in page
    assert client.get(row.get_absolute_url()).status_code == 200


def test_staff_who_may_not_change_the_lexicon_read_it(as_role) -> None:
    row = add()
    client = as_role("communicator")

    assert client.get(reverse("alerts:lexicon_list")).status_code == 200
    assert client.post(row.get_absolute_url()).status_code == 403
    assert client.get(reverse("alerts:lexicon_create")).status_code == 403


def test_words_from_a_file_are_shown_then_added(as_role) -> None:
    client = as_role("analyst")
    url = reverse("alerts:lexicon_upload")
    text = (
        "要素,条目,说法,中文名,英文名\n"
        "components,charging_network,能量站,,\n"
        "components,,彩虹灯带,彩虹灯带,\n"
        "colour,,蓝色,,\n"
    )
    file = io.BytesIO(text.encode("gb18030"))
    file.name = "words.csv"

    shown = client.post(url, {"file": file})

    assert not LexiconEntry.objects.exists()
    assert [one["word"].phrase for one in shown.context["words"]] == [
        "能量站",
        "彩虹灯带",
    ]
    assert [fault.line for fault in shown.context["faults"]] == [4]

    client.post(url, {"words": shown.context["signed"]})
    assert LexiconEntry.objects.count() == 2
    assert {row.version for row in LexiconEntry.objects.all()} == {1}

    client.post(url, {"words": shown.context["signed"] + "x"})
    assert LexiconEntry.objects.count() == 2


def test_the_template_can_be_uploaded(as_role) -> None:
    client = as_role("analyst")
    template = client.get(reverse("alerts:lexicon_template"))
    file = io.BytesIO(b"".join(template))
    file.name = "words.xlsx"

    shown = client.post(reverse("alerts:lexicon_upload"), {"file": file})

    assert [one["word"].phrase for one in shown.context["words"]] == ["能量站"]
    assert shown.context["faults"] == []


def test_words_are_sent_listed_and_removed_by_the_api(
    source,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    troubles(source)
    client = as_role("analyst")
    url = reverse("api:lexicon-entry-list")
    body = {"words": [NEW, {"facet": "colour", "phrase": "蓝色"}]}

    def send(address: str) -> Any:
        return client.post(address, body, content_type="application/json")

    previewed = send(f"{url}?preview=true")
    assert previewed.status_code == 207
    assert previewed.json()["previews"][0]["posts"] == 3
    assert not LexiconEntry.objects.exists()

    sent = send(url).json()
    assert (sent["added"], sent["unchanged"]) == (1, 0)
    assert [fault["line"] for fault in sent["rejected"]] == [2]
    assert send(url).json()["unchanged"] == 1

    rows = client.get(url).json()["results"]
    assert [row["phrase"] for row in rows] == ["彩虹灯带"]
    one = reverse("api:lexicon-entry-detail", args=[rows[0]["id"]])
    assert client.delete(one).status_code == 204
    assert client.get(one).json()["removed_at"]
    assert client.delete(one).status_code == 409


def test_words_that_the_lexicon_lacks_are_proposed(source, as_role) -> None:
    add(phrase="星空顶篷")
    rows = []
    for n in range(6):
        text = f"我的车衣架第{n}次塌陷，很烦"
        rows.append(post_row(n, f"o{n}", text, minutes=n))
        text = f"周末第{n}次去爬山，风景很好"
        rows.append(post_row(20 + n, f"p{n}", text, minutes=n))
    rows.append(post_row(90, "q", "星空顶篷很漂亮"))
    ingest(source, rows)

    run = propose_words(now=NOW)

    phrases = set(WordProposal.objects.values_list("phrase", flat=True))
    assert run.posts == 13
    assert any("塌陷" in phrase for phrase in phrases)
    assert not any("爬山" in phrase for phrase in phrases)
    counted = PhraseCount.objects.get(phrase="星空顶篷")
    assert counted.post_count == 1

    client = as_role("analyst")
    url = reverse("alerts:lexicon_proposals")
    assert "塌陷" in client.get(url).content.decode()
    first = WordProposal.objects.first()
    client.post(reverse("alerts:proposal_dismiss", args=[first.pk]))
    propose_words(now=NOW)
    first.refresh_from_db()
    assert first.dismissed_by.username == "analyst"
    waiting = WordProposal.objects.filter(dismissed_at__isnull=True)
    assert first.phrase not in waiting.values_list("phrase", flat=True)
