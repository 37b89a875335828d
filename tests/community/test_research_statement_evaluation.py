from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.errors import NotFound
from community.research import statement_evaluation
from community.research.statement_evaluation import (
    FIRST,
    FOLDER,
    HELD_OUT,
    LEARNT,
    TUNED,
    LabelledSentence,
    confusion,
    main_kind,
    read_labels,
    read_replies,
    read_sentences,
    score_kind,
)
from community.rules.statements import Statement, StatementKind
from community.rules.text import normalise

K = StatementKind
# Of the file that is held out, as its writer gave it but for sentences that
# had been learnt.
WHOLE_HELD_OUT = (
    "80f3c2f41a0c68918c6a1e80c2d3423e51840d827e02c783815a52e384ea70af"
)


def _statements(*kinds: StatementKind) -> list[Statement]:
    return [Statement(kind, n, n + 1, ()) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "main"),
    [
        ((), K.OTHER),
        ((K.OTHER, K.OTHER), K.OTHER),
        ((K.OTHER, K.REPAIR, K.PRAISE), K.REPAIR),
        ((K.QUESTION, K.OTHER, K.FAULT), K.FAULT),
        ((K.QUESTION, K.HEARSAY), K.QUESTION),
        ((K.HEARSAY, K.FAULT), K.HEARSAY),
    ],
)
def test_main_kind_is_the_first_that_is_not_other(kinds, main):
    assert main_kind(_statements(*kinds)) == main


def test_scores_count_what_was_labelled_found_and_right():
    sentences = [
        LabelledSentence("a", K.FAULT, K.FAULT),
        LabelledSentence("b", K.FAULT, K.OTHER),
        LabelledSentence("c", K.PRAISE, K.FAULT),
        LabelledSentence("d", K.FAULT, K.FAULT),
    ]
    score = score_kind(K.FAULT, sentences)
    assert score == (3, 3, 2)
    assert score.precision == score.recall == pytest.approx(2 / 3)
    assert confusion(sentences)[K.PRAISE, K.FAULT] == 1
    never_found = score_kind(K.PRAISE, sentences)
    assert never_found.recall == 0
    assert never_found.precision != never_found.precision


def test_tuned_set_is_balanced_and_has_each_sentence_once():
    sentences = read_sentences(TUNED)
    by_kind = Counter(one.label for one in sentences)
    assert set(by_kind) == set(K)
    assert min(by_kind.values()) >= 35
    assert by_kind[K.FAULT] >= 140
    assert len({one.text for one in sentences}) == len(sentences)
    languages = [len(read_sentences(TUNED, one)) for one in ("zh", "en")]
    assert sum(languages) == len(sentences)
    assert min(languages) > 200


def test_what_is_learnt_is_not_what_is_held_out():
    learnt = set()
    for name in LEARNT:
        for _label, text in read_labels(name):
            learnt.add(normalise(text))
    assert len(learnt) > 3000
    if (FOLDER / f"{HELD_OUT}.tsv").exists():
        for _label, text in read_labels(HELD_OUT):
            assert normalise(text) not in learnt


def test_halves_are_split_by_the_digest_of_the_text():
    """No sentence can be moved to the other half because rules read it well."""
    first = _digests(FOLDER / f"{FIRST}.tsv")
    for group, digests in _digests(FOLDER / f"{TUNED}.tsv").items():
        assert digests == sorted(digests)
        assert max(digests) < max(first[group])
    for group, digests in _digests(FOLDER / "opened.tsv").items():
        assert min(digests) > max(first[group])


def test_what_is_held_out_is_the_whole_file_that_was_measured():
    """None of its sentences can be moved or mended: there is no second half."""
    path = FOLDER / f"{HELD_OUT}.tsv"
    if path.exists():
        assert sha256(path.read_bytes()).hexdigest() == WHOLE_HELD_OUT


def _digests(path: Path) -> dict[tuple[str, str], list[str]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for line in path.read_text("utf-8").split("\n")[1:-1]:
        kind, language, text = line.split("\t")
        digest = sha256(text.encode()).hexdigest()
        groups.setdefault((kind, language), []).append(digest)
    return groups


def test_replies_are_agreement_or_not():
    replies = read_replies(TUNED)
    assert {one.label for one in replies} == {K.AGREEMENT, K.OTHER}
    assert {one.found for one in replies} <= {K.AGREEMENT, K.OTHER}


def test_set_that_is_not_installed_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(statement_evaluation, "FOLDER", tmp_path)
    with pytest.raises(NotFound, match=r"held_out\.tsv"):
        read_sentences(HELD_OUT)


def test_command_prints_the_table_and_the_scores(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setattr(statement_evaluation, "FOLDER", tmp_path)
    monkeypatch.setattr(
        statement_evaluation,
        "read_statements",
        lambda normal, **_more: _statements(
            K.FAULT if "noise" in normal else K.OTHER
        ),
    )
    (tmp_path / "tuned.tsv").write_text(
        "kind\tlanguage\ttext\n"
        'FAULT\ten\ta "noise\n'
        "FAULT\ten\tit died\n"
        "OTHER\ten\tthanks\n",
    )
    (tmp_path / "agreements_tuned.tsv").write_text(
        "agreement\tlanguage\ttext\nyes\ten\tsame\n",
    )
    call_command("evaluate_statements", "--set=tuned", "--show-wrong")
    printed = capsys.readouterr().out
    assert "| fault | 2 | 1.000 | 0.500 |" in printed
    assert "right: 2 of 3" in printed
    assert "| fault | other | it died |" in printed
    assert "0 of 1 found" in printed


def test_command_does_not_show_what_is_held_out():
    with pytest.raises(CommandError, match="held out"):
        call_command("evaluate_statements", "--set=held_out", "--show-wrong")
