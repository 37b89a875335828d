"""What each clause of a text says: a trouble of its own writer, agreement, a
question, a repair, and so on (docs/alerts.md, "What a clause says").

Cues are found with word lists (community/rules/cues.py), a small network
weighs them and the words (community/rules/statement_model.py), and rules have
the last word.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from community.rules.adverts import sale_marks
from community.rules.advice import find_advice
from community.rules.clauses import split_question
from community.rules.cues import Cue
from community.rules.phrases import Phrase
from community.rules.statement_model import (
    KINDS,
    StatementModel,
    shipped_model,
)
from community.rules.statement_reading import DENIED, ReadSentence, read_text
from community.rules.statement_reasons import reasons_for


class StatementKind(StrEnum):
    """What a clause says.

    FAULT is a present trouble of the writer's own: with the car, its software,
    the app, charging, service, delivery or a bill. AGREEMENT says "me too".
    QUESTION includes those of prospects and hypotheticals. OTHER is a
    greeting, thanks, a denial or chatter.
    """

    FAULT = "fault"
    AGREEMENT = "agreement"
    QUESTION = "question"
    REPAIR = "repair"
    INSTRUCTION = "instruction"
    REVIEW = "review"
    PRAISE = "praise"
    HEARSAY = "hearsay"
    SUGGESTION = "suggestion"
    ADVERT = "advert"
    OTHER_BRAND = "other_brand"
    OTHER = "other"


class Statement(NamedTuple):
    """A part of a normalised text, from start to end, that says one thing, and
    the cues that say so. OTHER without reasons: nothing was recognised.
    """

    kind: StatementKind
    start: int
    end: int
    reasons: tuple[str, ...]


Kind = StatementKind
_KINDS = tuple(map(StatementKind, KINDS))
# What a sentence may be read as that reports a trouble and asks about it.
_SPLIT = (Kind.QUESTION, Kind.HEARSAY, Kind.REPAIR, Kind.FAULT)
_FAULT = _KINDS.index(Kind.FAULT)
_OTHER_BRAND = _KINDS.index(Kind.OTHER_BRAND)
# The word with which a trouble is said to have come again.
AGAIN = "又"
# How likely a fault must be, with a sign of trouble and without one.
FAULT_CHANCE = 0.5
SILENT_FAULT_CHANCE = 0.5
_REMEDY = re.compile(
    "怎么(?:办|回事|弄|解决|处理|搞)|咋(?:办|回事|弄|整)|如何(?:解决|处理|是好)|什么(?:原因|情况|问题)|啥(?:原因|情况)|为什么|为啥|求助|救命|"
    r"\b(?:help|any ideas?|any fix|how (?:do|can) i (?:fix|stop|solve)|why (?:does|is|do|"
    r"are) my|what(?:'s| is) wrong)\b",
)


def read_statements(
    normal: str,
    own_names: Collection[str] | None = None,
    model: StatementModel | None = None,
) -> tuple[Statement, ...]:
    """Return what a normalised text says, one statement after the other.

    own_names: names of the community's own brand and cars, in small letters.
    Where they are known, any other brand speaks of another car. Where they
    are not (None), the name of a brand by itself says nothing. model: weights
    other than those that are shipped.
    """
    model = model or shipped_model()
    sentences = read_text(normal, own_names)
    if len(sentences) > 1:
        cues: list[Phrase] = []
        for sentence in sentences:
            cues.extend(sentence.cues)
        marks = sale_marks(normal, cues)
        if marks and not _reports_trouble_of_sale(sentences):
            return (Statement(Kind.ADVERT, 0, len(normal), marks),)
    statements: list[Statement] = []
    for sentence in sentences:
        statements.extend(_read_sentence(normal, sentence, model))
    return _follow_the_text(statements, sentences)


def has_own_trouble(statements: Iterable[Statement]) -> bool:
    """Return whether one of the statements is a trouble of the writer's own."""
    return any(its.kind is Kind.FAULT for its in statements)


def says_agreement(statements: Iterable[Statement]) -> bool:
    """Return whether one of the statements says "me too"."""
    return any(its.kind is Kind.AGREEMENT for its in statements)


def _reports_trouble_of_sale(sentences: Sequence[ReadSentence]) -> bool:
    """Return whether signs of trouble outweigh those of a sale."""
    troubles = 0
    for sentence in sentences:
        troubles += sum(cue.name == Cue.TROUBLE for cue in sentence.cues)
    return troubles > 1


def _read_sentence(
    normal: str,
    read: ReadSentence,
    model: StatementModel,
) -> list[Statement]:
    kind = kind_of(normal, read, model.chances(read.signs, read.grams))
    start, end = read.sentence.start, read.sentence.end
    if kind in _SPLIT:
        parts = split_question(normal, read)
        if parts is not None:
            return _report_and_question(normal, *parts, model)
    if kind is Kind.QUESTION and _asks_for_remedy(normal, read):
        kind = Kind.FAULT
    if kind is Kind.FAULT:
        return _without_denials(normal, read, model)
    return [
        Statement(kind, start, end, reasons_for(normal, read, kind, model))
    ]


def _report_and_question(
    normal: str,
    report: ReadSentence,
    question: ReadSentence,
    model: StatementModel,
) -> list[Statement]:
    reasons = reasons_for(normal, question, Kind.QUESTION, model)
    asked = question.sentence
    return [
        *_without_denials(normal, report, model),
        Statement(Kind.QUESTION, asked.start, asked.end, reasons),
    ]


def _asks_for_remedy(normal: str, read: ReadSentence) -> bool:
    """Return whether a question presupposes that its writer has the trouble."""
    open_signs = (Cue.WHETHER, Cue.HYPOTHESIS, Cue.PROSPECT, Cue.HEARSAY)
    if not read.has(Cue.TROUBLE) or read.has(*open_signs):
        return False
    start, end = read.sentence.start, read.sentence.end
    return bool(_REMEDY.search(normal, start, end))


def kind_of(
    normal: str,
    read: ReadSentence,
    chances: Sequence[float],
) -> StatementKind:
    """Return the likeliest kind, a fault only if it is likely enough. chances:
    of each of KINDS, as the model sees them.

    Words alone do not make a car one of another brand: they might be the name
    of the own one.
    """
    allowed = list(chances)
    needed = FAULT_CHANCE if read.has(Cue.TROUBLE) else SILENT_FAULT_CHANCE
    if not read.has(Cue.OTHER_CAR, Cue.BRAND):
        needed *= 1 - allowed[_OTHER_BRAND]
        allowed[_OTHER_BRAND] = 0
    if allowed[_FAULT] < needed:
        allowed[_FAULT] = 0
    kind = _KINDS[allowed.index(max(allowed))]
    if kind is Kind.REPAIR and _did_not_last(normal, read):
        return Kind.FAULT
    if kind is Kind.SUGGESTION and _advises_only(normal, read):
        return Kind.INSTRUCTION
    return kind


def _advises_only(normal: str, read: ReadSentence) -> bool:
    """Return whether a sentence advises an owner what to do, and wishes for
    nothing besides.
    """
    advice = find_advice(normal, read.sentence.start, read.sentence.end)
    if advice is None:
        return False
    start, end = advice
    wishes = [cue.start for cue in read.cues if cue.name == Cue.WISHING]
    return all(start <= place < end for place in wishes)


def _did_not_last(normal: str, read: ReadSentence) -> bool:
    """Return whether a repair is named and no good end of it, or a trouble
    that came again after its end.
    """
    repaired = [cue.start for cue in read.cues if cue.name == Cue.REPAIRED]
    troubled = [cue.start for cue in read.cues if cue.name == Cue.TROUBLE]
    came_again = any(normal.startswith(AGAIN, start) for start in troubled)
    if not came_again and not read.has(Cue.STILL):
        return False
    return not repaired or max(troubled, default=-1) > max(repaired)


def _without_denials(
    normal: str,
    read: ReadSentence,
    model: StatementModel,
) -> list[Statement]:
    """Return a reported trouble, the clauses apart that deny another one."""
    reasons = reasons_for(normal, read, Kind.FAULT, model)
    if not read.has(DENIED):
        start, end = read.sentence.start, read.sentence.end
        return [Statement(Kind.FAULT, start, end, reasons)]
    statements: list[Statement] = []
    starts = read.sentence.clauses
    ends = [*starts[1:], read.sentence.end]
    for start, end in zip(starts, ends, strict=True):
        denied, troubled = _troubles_between(read, start, end)
        kind = Kind.OTHER if denied and not troubled else Kind.FAULT
        words = ("denied",) if kind is Kind.OTHER else reasons
        if statements and statements[-1].kind is kind:
            statements[-1] = statements[-1]._replace(end=end)
        else:
            statements.append(Statement(kind, start, end, words))
    return statements


def _troubles_between(
    read: ReadSentence,
    start: int,
    end: int,
) -> tuple[bool, bool]:
    """Return whether a clause denies a trouble, and whether it reports one."""
    names = set()
    for cue in read.cues:
        if start <= cue.start < end:
            names.add(cue.name)
    return DENIED in names, Cue.TROUBLE in names


def _follow_the_text(
    statements: list[Statement],
    sentences: Sequence[ReadSentence],
) -> tuple[Statement, ...]:
    """Let what a text says as a whole decide about the troubles in it."""
    kinds = [statement.kind for statement in statements]
    if Kind.FAULT not in kinds or len(statements) == 1:
        return tuple(statements)
    instead = _kind_instead_of_fault(kinds, sentences)
    if instead is None:
        return tuple(statements)
    last = len(kinds)
    if instead is Kind.REPAIR:
        last = len(kinds) - 1 - kinds[::-1].index(Kind.REPAIR)
    changed = []
    for place, statement in enumerate(statements):
        if statement.kind is Kind.FAULT and place < last:
            statement = statement._replace(kind=instead)
        changed.append(statement)
    return tuple(changed)


def _kind_instead_of_fault(
    kinds: Sequence[StatementKind],
    sentences: Sequence[ReadSentence],
) -> StatementKind | None:
    """Return what the troubles of a text are if they are no own present ones."""
    if any(sentence.has(Cue.PROSPECT) for sentence in sentences):
        return Kind.QUESTION
    if kinds.count(Kind.INSTRUCTION) > kinds.count(Kind.FAULT):
        return Kind.INSTRUCTION
    if Kind.REPAIR in kinds:
        return Kind.REPAIR
    return None
