"""Documents have their form and plain words: decision records, changelog
links, glossary, no private vocabulary.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
DOCUMENTS = sorted(
    [
        path
        for path in ROOT.joinpath("docs").rglob("*.md")
        if path.name not in ("zh.md", "privacy-assessment.md")
    ]
    + [
        ROOT / name
        for name in (
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "SECURITY.md",
            "CODE_OF_CONDUCT.md",
        )
    ],
)
SECTIONS = ["Context", "Decision", "Consequences"]
HALF_A_PAGE = 40
HEADING = re.compile(r"^# (\d+)\. (\S.+)$")
CODE = re.compile(
    r"^```.*?^```|`[^`\n]+`|\]\([^)]*\)",
    re.MULTILINE | re.DOTALL,
)
# Words that mean something of their own here and nothing elsewhere, with what to write instead.
PRIVATE_WORDS = {
    r"voices?": "report",
    r"told|tells of": "reported, listed, named",
    r"hear[ds]?": "classify, read",
    r"stands? aside|stands? again|standing": "is kept, unmerged, visible",
    r"strays?|strangers": "orphaned rows, unknown members",
    r"deeds?": "contribution",
    r"doors?": "entry point",
    r"drawers?": "module",
    r"floors?": "layer",
    r"house": "project",
    r"rings|rang": "notifies",
    r"takes? in|taken in|took in": "import",
    r"deliver(?:y|ies)": "import",
    r"he|him|his|himself": "they",
    r"seldomer|how-manieth": "rarely, in which order",
}


def private_words(text: str) -> list[str]:
    """Return the private words in a text, without its code and addresses."""
    prose = CODE.sub(" ", text)
    return [
        f"{found}: write {instead}"
        for words, instead in PRIVATE_WORDS.items()
        for found in re.findall(rf"\b(?:{words})\b", prose, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "document",
    DOCUMENTS,
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_documents_use_no_private_words(document: Path) -> None:
    assert "\n".join(private_words(document.read_text("utf-8"))) == ""


def test_private_words_are_found_in_prose_only() -> None:
    assert private_words(
        "Three voices, and he is told. `told()` ```voices```",
    ) == [
        "voices: write report",
        "told: write reported, listed, named",
        "he: write they",
    ]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_record_has_its_form(record: Path) -> None:
    lines = record.read_text("utf-8").splitlines()
    title = HEADING.match(lines[0])

    assert title is not None
    assert int(title[1]) == int(record.name[:4])
    assert re.fullmatch(
        r"- Status: (proposed|accepted|rejected|replaced).*",
        lines[2],
    )
    assert re.fullmatch(r"- Date: \d{4}-\d{2}-\d{2}", lines[3])
    assert [
        line.removeprefix("## ") for line in lines if line.startswith("## ")
    ] == SECTIONS
    assert len(lines) <= HALF_A_PAGE


def test_decision_records_are_numbered_and_listed() -> None:
    index = (ROOT / "docs" / "adr" / "index.md").read_text("utf-8")
    titles = [
        HEADING.match(record.read_text("utf-8").splitlines()[0])
        for record in RECORDS
    ]

    assert [int(title[1]) for title in titles if title] == list(
        range(1, len(RECORDS) + 1),
    )
    for record, title in zip(RECORDS, titles, strict=True):
        assert title is not None
        assert f"| {title[1]} | [{title[2]}]({record.name}) |" in index


def test_a_term_of_the_glossary_has_one_meaning() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]*) \| ([^|]+) \|",
        (ROOT / "docs/glossary.md").read_text("utf-8"),
        re.M,
    )
    terms = [
        term.strip()
        for term, _code, _meaning in rows
        if term.strip() not in ("term", "---")
    ]

    assert len(terms) > 60
    assert [term for term in terms if terms.count(term) > 1] == []


def test_links_of_the_root_documents_lead_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        links = re.findall(
            r"\]\(([^)#]+)[^)]*\)",
            (ROOT / name).read_text("utf-8"),
        )
        assert links, name
        assert [link for link in links if not (ROOT / link).exists()] == []
