"""The Chinese of the house is complete, compiled, well set, and never leaks into English."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.translation import gettext, ngettext, override, pgettext
from django.views.i18n import JSONCatalog

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
OURS = LOCALE / "zh_Hans" / "LC_MESSAGES"
CATALOGS = sorted(LOCALE.rglob("*.po"))
SOURCE_SUFFIXES = {".py", ".html", ".txt", ".js"}
NOT_SOURCES = {
    ".venv",
    ".git",
    "var",
    "vendor",
    "static_collected",
    "node_modules",
    "tests",
    "benchmarks",
    "locale",
}
SAME_IN_CHINESE = {"API"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr](?![a-z])|\{\w*\}")
HAN = "[\u4e00-\u9fff]"
BADLY_SET = re.compile(
    f'{HAN} | {HAN}|{HAN}[,;:!?()]|{HAN}\\.(?!\\w)|[()]{HAN}|"|\\.\\.\\.',
)
TEMPLATES = ROOT / "templates"
TRANSLATED = re.compile(r"\{% blocktranslate.*?endblocktranslate %\}", re.S)
# A value that a half-width full stop or colon follows.
BARE = re.compile(r"(\}\}|%\})[.:](\s|<|$)")

Key = tuple[str | None, str]
catalogs = pytest.mark.parametrize(
    "path",
    CATALOGS,
    ids=[str(path.relative_to(LOCALE)) for path in CATALOGS],
)


def key(entry: polib.POEntry) -> Key:
    """Return what gettext looks an entry up by."""
    return entry.msgctxt, entry.msgid


def chinese(entry: polib.POEntry) -> list[str]:
    """Return every Chinese form of an entry; Chinese knows one."""
    return (
        list(entry.msgstr_plural.values())
        if entry.msgid_plural
        else [entry.msgstr]
    )


def find_unfinished(wanted: polib.POFile, ours: polib.POFile) -> list[str]:
    """Name the wanted texts that our catalog lacks, leaves empty, marks fuzzy,
    or repeats in English.
    """
    entries = {key(entry): entry for entry in ours if not entry.obsolete}
    findings = []
    for entry in wanted:
        found = entries.get(key(entry))
        if found is None or found.msgid_plural != entry.msgid_plural:
            findings.append(f"missing: {entry.msgid}")
        elif found.fuzzy or not found.translated():
            findings.append(
                f"{'fuzzy' if found.fuzzy else 'untranslated'}: {entry.msgid}",
            )
        elif (
            entry.msgid in chinese(found)
            and entry.msgid not in SAME_IN_CHINESE
        ):
            findings.append(f"still English: {entry.msgid}")
    return findings


def find_wrong_placeholders(catalog: polib.POFile) -> list[str]:
    """Name the texts whose Chinese has other placeholders than the (plural) English."""
    return [
        f"{entry.msgid} -> {text}"
        for entry in catalog.translated_entries()
        for text in chinese(entry)
        if set(PLACEHOLDER.findall(text))
        != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]


def find_badly_set(catalog: polib.POFile) -> list[str]:
    """Name the Chinese texts with spaces or half-width punctuation beside a Chinese character."""
    texts = (text for entry in catalog for text in chinese(entry))
    return [
        text
        for text in texts
        if re.search(HAN, text) and BADLY_SET.search(text)
    ]


def find_bare_punctuation(template: str) -> list[str]:
    """Name the lines that end a value with a half-width full stop or colon
    outside what is translated: Chinese has others.
    """
    text = re.sub(r"\{#.*?#\}", "", template)
    text = TRANSLATED.sub("", text)
    return [line.strip() for line in text.split("\n") if BARE.search(line)]


def find_familiar(catalog: polib.POFile) -> list[str]:
    """Name the Chinese texts that address the reader as a friend."""
    texts = (text for entry in catalog for text in chinese(entry))
    return [text for text in texts if "你" in text]


def find_stale(catalog: polib.POFile, compiled: polib.MOFile) -> list[str]:
    """Name the texts that the compiled catalog lacks, has in another wording,
    or has too many of.
    """
    written = {
        key(entry): chinese(entry) for entry in catalog.translated_entries()
    }
    built = {key(entry): chinese(entry) for entry in compiled if entry.msgid}
    return sorted(
        msgid
        for msgid in {
            k[1]
            for k in written.keys() | built.keys()
            if written.get(k) != built.get(k)
        }
    )


def ignore_all_but_sources(folder: str, names: list[str]) -> set[str]:
    """Tell shutil.copytree to leave out what holds no texts."""
    here = Path(folder)
    return {
        name
        for name in names
        if (
            name in NOT_SOURCES
            if (here / name).is_dir()
            else Path(name).suffix not in SOURCE_SUFFIXES
        )
    }


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect the texts of a copy of the sources with the script everyone
    uses; return where they are.
    """
    if shutil.which("xgettext") is None:
        pytest.skip("needs gettext (apt install gettext)")
    copy = tmp_path_factory.mktemp("sources") / "copy"
    shutil.copytree(ROOT, copy, ignore=ignore_all_but_sources)
    (copy / "scripts").mkdir(exist_ok=True)
    script = shutil.copy2(
        ROOT / "scripts" / "translations.sh",
        copy / "scripts",
    )
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [script, "collect"],
        check=True,
        env={**os.environ, "PATH": path},
        timeout=60,
    )
    return copy / "locale" / "zh_Hans" / "LC_MESSAGES"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_text_of_code_and_templates_is_in_chinese(
    collected: Path,
    domain: str,
) -> None:
    """No text is missing, untranslated or fuzzy; `scripts/translations.sh` collects new ones."""
    wanted = polib.pofile(str(collected / f"{domain}.po"))

    assert len(wanted) > 0
    assert (
        find_unfinished(wanted, polib.pofile(str(OURS / f"{domain}.po"))) == []
    )


@catalogs
def test_every_entry_of_a_catalog_is_finished(path: Path) -> None:
    """Also the catalogs written by hand have no empty, fuzzy or English entries."""
    catalog = polib.pofile(str(path))

    assert find_unfinished(catalog, catalog) == []


@catalogs
def test_compiled_catalog_is_up_to_date(path: Path) -> None:
    """The .mo file beside a .po file says the same; `scripts/translations.sh
    compile` makes it so.
    """
    assert (
        find_stale(
            polib.pofile(str(path)),
            polib.mofile(str(path.with_suffix(".mo"))),
        )
        == []
    )


@catalogs
def test_chinese_has_the_placeholders_of_the_english(path: Path) -> None:
    """Nothing that is filled in gets lost, and nothing is asked for that nobody gives."""
    assert find_wrong_placeholders(polib.pofile(str(path))) == []


@catalogs
def test_chinese_is_well_set(path: Path) -> None:
    """Running text has full-width punctuation and no spaces."""
    assert find_badly_set(polib.pofile(str(path))) == []


def test_templates_leave_punctuation_to_translations() -> None:
    """A full stop or colon behind a value is part of a text."""
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        bare = find_bare_punctuation(path.read_text())
        if bare:
            found[str(path)] = bare
    assert found == {}


def test_bare_punctuation_is_found() -> None:
    """The check sees it behind values, and not within translated texts."""
    bare = '<p>{{ pause }}.</p>\n<p>{% translate "A" %}: {{ b }}</p>'
    fine = "{% blocktranslate %}{{ a }}: {{ b }}.{% endblocktranslate %}"
    assert len(find_bare_punctuation(bare)) == 2
    assert find_bare_punctuation(fine) == []


def test_chinese_is_polite() -> None:
    """The reader is addressed as 您, everywhere."""
    assert find_familiar(polib.pofile(str(OURS / "django.po"))) == []


def test_every_catalog_is_read() -> None:
    """Each folder with catalogs is an entry of LOCALE_PATHS."""
    read = {Path(path).resolve() for path in settings.LOCALE_PATHS}

    assert {path.parents[2] for path in CATALOGS} <= read


@catalogs
def test_english_stays_english(path: Path) -> None:
    """The default language is Chinese, yet a reader who chose English gets the texts as written."""
    with override("en"):
        for entry in polib.pofile(str(path)):
            if entry.msgid_plural:
                assert (
                    ngettext(entry.msgid, entry.msgid_plural, 2)
                    == entry.msgid_plural
                )
            elif entry.msgctxt:
                assert pgettext(entry.msgctxt, entry.msgid) == entry.msgid
            else:
                assert gettext(entry.msgid) == entry.msgid


@pytest.mark.parametrize(
    ("language", "has_chinese"),
    [("zh-hans", True), ("en", False)],
)
def test_scripts_speak_the_language_chosen(
    rf: RequestFactory,
    language: str,
    has_chinese: bool,
) -> None:
    """The catalog for the browser is Chinese in Chinese and empty of Chinese in English."""
    with override(language):
        answer = JSONCatalog.as_view()(rf.get("/"))

    texts = json.dumps(
        json.loads(answer.content)["catalog"],
        ensure_ascii=False,
    )
    assert bool(re.search(HAN, texts)) is has_chinese


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (polib.POEntry(msgid="New"), "untranslated: New"),
        (
            polib.POEntry(msgid="New", msgstr="新增", flags=["fuzzy"]),
            "fuzzy: New",
        ),
        (polib.POEntry(msgid="New", msgstr="New"), "still English: New"),
        (polib.POEntry(msgid="Old", msgstr="旧"), "missing: New"),
        (
            polib.POEntry(msgid="New", msgstr="新增", msgctxt="button"),
            "missing: New",
        ),
    ],
)
def test_unfinished_text_is_found(entry: polib.POEntry, finding: str) -> None:
    """The check sees each way in which a text can be unfinished."""
    wanted, ours = polib.POFile(), polib.POFile()
    wanted.append(polib.POEntry(msgid="New"))
    ours.append(entry)

    assert find_unfinished(wanted, ours) == [finding]


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("%(n)s rows", "行"),
        ("{name} left", "已离开"),
        ("At most %d", "最多%s"),
        ("Saved", "已保存%(name)s"),
    ],
)
def test_lost_or_invented_placeholder_is_found(
    english: str,
    text: str,
) -> None:
    """The check compares named, positional and brace placeholders."""
    catalog = polib.POFile()
    catalog.append(polib.POEntry(msgid=english, msgstr=text))

    assert find_wrong_placeholders(catalog) == [f"{english} -> {text}"]


@pytest.mark.parametrize(
    "text",
    [
        "已保存: 一条",
        "人工暂停.",
        "共 3条",
        "上传CSV 文件",
        "车主(前)",
        "请稍候...",
        '点"导出"按钮',
    ],
)
def test_bad_setting_is_found(text: str) -> None:
    """The check sees half-width punctuation and spaces beside Chinese."""
    catalog = polib.POFile()
    catalog.append(polib.POEntry(msgid="Text", msgstr=text))

    assert find_badly_set(catalog) == [text]


def test_changed_wording_makes_the_compiled_catalog_stale(
    tmp_path: Path,
) -> None:
    """The check compares wording, not only which texts there are."""
    catalog = polib.POFile()
    catalog.append(polib.POEntry(msgid="New", msgstr="新增"))
    catalog.save_as_mofile(str(tmp_path / "django.mo"))
    compiled = polib.mofile(str(tmp_path / "django.mo"))
    assert find_stale(catalog, compiled) == []

    catalog[0].msgstr = "新建"

    assert find_stale(catalog, compiled) == ["New"]
