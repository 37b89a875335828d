"""The matters of which a post is a report: its statements of a trouble, put
together by the part that they name.

Only what the writer says of their own present trouble counts; a question, a
repair, hearsay, advice or praise in the same post does not. How an owner was
treated belongs to the trouble that it was about, and is a matter of its own
where no other is named.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from alerts.rules.facets import Facets, names_a_matter, read_facets
from alerts.rules.lexicons import SHIPPED, Lexicon
from alerts.rules.service_lexicon import JOURNEYS
from community.rules.statements import Statement, StatementKind

MAX_MATTERS = 3
# Which part of a post has to tell of a trouble, with a known part and symptom
# and without: in a long post about something else a clause is misread sooner.
KNOWN_SHARE = 0.1
UNKNOWN_SHARE = 1 / 3
TROUBLES = frozenset({StatementKind.FAULT, StatementKind.AGREEMENT})
_SENTENCE_ENDS = "。.!?！？"


class PostMatter(NamedTuple):
    """A trouble that a post is about: what it names, and the words of it."""

    facets: Facets
    text: str

    @property
    def part(self) -> str:
        """Return the part or service that it is about, empty if none is known."""
        facets = self.facets
        if facets.faults:
            return facets.faults[0][0]
        return facets.components[0] if facets.components else ""

    @property
    def is_known(self) -> bool:
        """Return whether the lexicon knows what is wrong, or with what."""
        return names_a_matter(self.facets)

    @property
    def is_about_thing(self) -> bool:
        """Return whether it names a part or function with its symptom. How an
        owner was treated has many words that mean one journey.
        """
        return any(part not in JOURNEYS for part, _ in self.facets.faults)


def read_matters(
    normal: str,
    statements: Sequence[Statement],
    lexicon: Lexicon = SHIPPED,
) -> list[PostMatter]:
    """Return the matters of a normalised text with these statements, in its
    order; at most MAX_MATTERS.
    """
    found: dict[str, list[PostMatter]] = {}
    last = ""
    for position in range(len(statements)):
        text = _text_of_trouble(normal, statements, position, lexicon)
        if not text:
            continue
        matter = PostMatter(read_facets(text, lexicon), text)
        # What names no part goes on about the part before it.
        last = matter.part or last
        found.setdefault(last, []).append(matter)
    for part in _parts_of_others(found):
        _add_to_first(found, part)
    reported = sum(len(one.text) for parts in found.values() for one in parts)
    share = reported / max(len(normal), 1)
    matters = []
    for parts in list(found.values())[:MAX_MATTERS]:
        matter = _put_together(parts, lexicon)
        needed = KNOWN_SHARE if matter.facets.faults else UNKNOWN_SHARE
        if share >= needed:
            matters.append(matter)
    return matters


def _put_together(
    matters: list[PostMatter],
    lexicon: Lexicon,
) -> PostMatter:
    if len(matters) == 1:
        return matters[0]
    text = " ".join(one.text for one in matters)
    return PostMatter(read_facets(text, lexicon), text)


def _text_of_trouble(
    normal: str,
    statements: Sequence[Statement],
    position: int,
    lexicon: Lexicon,
) -> str:
    """Return the text of a statement if it is a trouble of its writer's own,
    empty if it is not.

    "Me too" that names the fault again is one, and so is what was not
    understood and names a part with its symptom. A clause before it in the same
    sentence that says nothing by itself ("my key, since last week") is part
    of it.
    """
    statement = statements[position]
    text = normal[statement.start : statement.end]
    if statement.kind is StatementKind.AGREEMENT or _is_open(statement):
        return text if read_facets(text, lexicon).faults else ""
    if statement.kind is not StatementKind.FAULT:
        return ""
    start = statement.start
    for before in reversed(statements[:position]):
        ends_sentence = normal[before.start : before.end].rstrip()[-1:]
        if not _is_open(before) or ends_sentence in _SENTENCE_ENDS:
            break
        start = before.start
    return normal[start : statement.end]


def may_report(statements: Iterable[Statement]) -> bool:
    """Return whether one of the statements may be a trouble."""
    return any(its.kind in TROUBLES or _is_open(its) for its in statements)


def _is_open(statement: Statement) -> bool:
    """Return whether nothing was understood: what it names has to decide."""
    return statement.kind is StatementKind.OTHER and not statement.reasons


def _parts_of_others(texts: Iterable[str]) -> list[str]:
    """Return the parts that are no matter of their own: what names none, and
    service, where a part of the car is named as well.
    """
    parts = list(texts)
    named = [part for part in parts if part]
    of_cars = [part for part in named if part not in JOURNEYS]
    matters = of_cars or named[:1]
    if not matters:
        return []
    return [part for part in parts if part not in matters]


def _add_to_first(found: dict[str, list[PostMatter]], part: str) -> None:
    """Add what is said of a part to what is said of the first other one."""
    added = found.pop(part)
    first = next(iter(found))
    found[first] += added
