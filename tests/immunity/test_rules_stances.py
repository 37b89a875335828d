"""What a post does with a claim; a complaint is never taken for a rumour."""

from pathlib import Path

import pytest

from community.rules.text import normalise
from immunity.research.claim_evaluation import evaluate_stances
from immunity.rules.stances import Stance, is_complaint, read_stance

SENTENCES = Path(__file__).parent / "claim_sentences.tsv"


def labelled() -> list[tuple[str, str, str]]:
    rows = []
    for line in SENTENCES.read_text("utf-8").splitlines()[1:]:
        split, kind, text = line.split("\t")
        rows.append((split, kind, text))
    return rows


def test_sentences_are_300_in_two_halves() -> None:
    rows = labelled()
    assert len(rows) == 300
    for kind in ("rumour", "refutation", "complaint"):
        for split in ("tune", "kept"):
            found = [row for row in rows if row[:2] == (split, kind)]
            assert len(found) == 50, (kind, split)


def test_labelled_sentences_are_read_as_measured() -> None:
    """The figures of docs/benchmarks.md."""
    kept = [
        (kind, text) for split, kind, text in labelled() if split == "kept"
    ]
    figures = evaluate_stances(kept)
    assert figures["complaint"].right == 50
    assert figures["complaint"].spreading == 0
    assert figures["rumour"].right >= 49
    assert figures["refutation"].right >= 45


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("网上都在传雨天充电会漏电起火", Stance.SPREADING),
        ("听说雨天充电会起火，是真的吗？", Stance.ASKING),
        ("雨天充电会起火纯属谣言，别信", Stance.REFUTING),
        ("我雨天充电三年了，从来没漏过电", Stance.REFUTING),
        ("我的车下雨天充电跳枪了，差点漏电", None),
        ("刹车异响很严重，4s店说是通病，客服不给解决", None),
        ("周末去郊外露营，风景真好", None),
    ],
)
def test_stance(text: str, stance: Stance | None) -> None:
    reading = read_stance(normalise(text))
    assert (reading.stance if reading else None) == stance


def test_exposure_of_a_photo_is_no_disclosure() -> None:
    caption = "停下来拍了一组，调色只动了曝光"
    assert read_stance(normalise(caption)) is None
    disclosed = read_stance(normalise("曝光！快充会把电池充坏，大家小心"))
    assert disclosed is not None
    assert disclosed.stance == Stance.SPREADING


def test_experience_alone_is_marked() -> None:
    outright = read_stance(normalise("辟谣：雨天充电漏电是假的"))
    by_use = read_stance(normalise("我雨天充电三年，从来没出过问题"))
    assert outright is not None
    assert by_use is not None
    assert (outright.by_experience, by_use.by_experience) == (False, True)


def test_complaints_are_told_from_denials() -> None:
    assert is_complaint(normalise("我的车雨天充电漏电，把我电了"))
    assert not is_complaint(normalise("我的车雨天充电从来没漏过电"))
