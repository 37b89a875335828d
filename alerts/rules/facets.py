"""What a post is about, in facets: part, symptom, scene, trigger, software
version, and the author's car.

Two owners rarely choose the same words, but they name the same part and the
same symptom of the same car. So the strongest evidence that posts belong
together are pairs and triples of facets; measured on complaints with the
makers' fault codes they raise the F1 of alerts from .35 to above .6
(docs/alerts.md).

FACETS is the one declaration from which columns, filters, the API and the page
of an issue are derived.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from alerts.rules.lexicon import (
    COMPONENTS,
    SCENES,
    SYMPTOMS,
    TRIGGERS,
    VERSION,
)
from alerts.rules.lexicons import SHIPPED, Lexicon
from alerts.rules.mentions import Mention, pair_mentions
from alerts.rules.pairs import CIRCUMSTANCES, TOPICS, can_pair
from alerts.rules.service_lexicon import (
    JOURNEYS,
    SAME_JOURNEY,
    SERVICE_SYMPTOMS,
)

# Owners whose car is broken also say how they were treated. Beside a fault of
# the car that is little evidence of which fault it is.
TREATMENT_SHARE = 0.25
FACET_MARK = "|"
ANY_MODEL = "*"
TRIPLE_WEIGHT = 4.0
PAIR_WEIGHT = 2.0
PART_WEIGHT = 2.0
SYMPTOM_WEIGHT = 2.0
MODEL_WEIGHT = 0.5
SCENE_WEIGHT = 1.0
MAX_VERSIONS = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Facet:
    """A facet of issues.

    field: column of Issue, and key of IssueReport.said · parts: the fields of
    Facets that it is made of, or "model" · entries: its part of the lexicon ·
    term, weight: the terms that it makes, if each name is evidence by itself ·
    parameter: the filter of lists and API, if there is one.
    """

    field: str
    parts: tuple[str, ...]
    entries: Mapping[str, str] = dataclasses.field(default_factory=dict)
    term: str = ""
    weight: float = 0.0
    parameter: str = ""


FACETS = (
    Facet(
        field="components",
        parts=("components",),
        entries=COMPONENTS,
        parameter="component",
    ),
    Facet(
        field="symptoms",
        parts=("symptoms",),
        entries=SYMPTOMS,
        parameter="symptom",
    ),
    Facet(
        field="scenes",
        parts=("scenes",),
        entries=SCENES,
        term="scene",
        weight=SCENE_WEIGHT,
    ),
    Facet(
        field="triggers",
        parts=("triggers", "versions"),
        entries=TRIGGERS,
        term="trigger",
        weight=SCENE_WEIGHT,
    ),
    Facet(
        field="model_series",
        parts=("model",),
        term="model",
        weight=MODEL_WEIGHT,
    ),
)
FACET_FIELDS = tuple(facet.field for facet in FACETS)
TERM_KINDS = frozenset(facet.term for facet in FACETS if facet.term)


class Facets(NamedTuple):
    """What a text names, in its order: entries of the lexicon, versions of the
    software, and which symptom is said of which part.
    """

    components: tuple[str, ...]
    symptoms: tuple[str, ...]
    scenes: tuple[str, ...]
    triggers: tuple[str, ...]
    versions: tuple[str, ...]
    faults: tuple[tuple[str, str], ...]

    @property
    def main_fault(self) -> str:
        """Return the part and symptom named most, as one word; empty if no
        symptom is named.
        """
        if self.faults:
            return FACET_MARK.join(self.faults[0])
        return f"{FACET_MARK}{self.symptoms[0]}" if self.symptoms else ""


_VERSION = re.compile(VERSION, re.ASCII)


def is_version(name: str) -> bool:
    """Return whether an entry of triggers is a version of the software."""
    return bool(_VERSION.fullmatch(name))


def read_facets(normal: str, lexicon: Lexicon = SHIPPED) -> Facets:
    """Return the facets of a normalised text, as a lexicon reads them.

    A symptom of services counts only where it is said of one.
    """
    found = lexicon.find(normal)
    parts = found.get("components", [])
    symptoms = found.get("symptoms", [])
    faults = pair_mentions(normal, parts, symptoms, can_pair=can_pair)
    versions = tuple(dict.fromkeys(_VERSION.findall(normal)))
    return Facets(
        components=_names(parts),
        symptoms=_said_symptoms(symptoms, faults),
        scenes=_names(found.get("scenes", ())),
        triggers=_names(found.get("triggers", ())),
        versions=versions[:MAX_VERSIONS],
        faults=tuple(sorted(faults, key=_is_treatment)),
    )


def _said_symptoms(
    symptoms: Iterable[Mention],
    faults: Iterable[tuple[str, str]],
) -> tuple[str, ...]:
    said = {symptom for _part, symptom in faults}
    names = []
    for name in _names(symptoms):
        if name in said or name not in SERVICE_SYMPTOMS:
            names.append(name)
    return tuple(names)


def _is_treatment(fault: tuple[str, str]) -> bool:
    """Return whether a fault is how an owner was treated."""
    return fault[0] in JOURNEYS


def _names(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.name for mention in mentions))


def names_by_field(facets: Facets, model: str) -> dict[str, list[str]]:
    """Return what IssueReport.said stores of a post: for the field of each
    facet the names that the post says, [] for none.

    The model is the author's, "" if nobody knows it; posts need not say it.
    """
    by_part: dict[str, Sequence[str]] = facets._asdict()
    by_part["model"] = [model] if model else []
    by_field: dict[str, list[str]] = {}
    for facet in FACETS:
        names: list[str] = []
        for part in facet.parts:
            names.extend(by_part[part])
        by_field[facet.field] = names
    return by_field


def facet_terms(facets: Facets, model: str) -> dict[str, float]:
    """Return the terms that facets and the author's model series make, with
    their weights as evidence.

    A text that names many parts says little about each: the weights of its
    triples shrink with their number.
    """
    found = _fault_terms(facets, model)
    names = names_by_field(facets, model)
    for facet in FACETS:
        if facet.term:
            for name in names[facet.field]:
                found[f"{facet.term}|{name}"] = facet.weight
    return found


def _fault_terms(facets: Facets, model: str) -> dict[str, float]:
    """Return the terms of parts and symptoms, alone and together."""
    found: dict[str, float] = {}
    facets = _by_journey(facets)
    faults = _main_faults(facets)
    parts = [part for part, _symptom in faults] or facets.components
    parts = [
        part for part in dict.fromkeys(parts) if faults or part not in JOURNEYS
    ]
    symptoms = _main_symptoms(facets, faults)
    for part in parts:
        found[f"{model}|{part}"] = PART_WEIGHT * len(parts) ** -0.5
    share = max(len(faults), 1) ** -0.5
    for part, symptom in facets.faults:
        one = share if (part, symptom) in faults else TREATMENT_SHARE * share
        found[f"{model}|{part}|{symptom}"] = TRIPLE_WEIGHT * one
        found[f"{ANY_MODEL}|{part}|{symptom}"] = PAIR_WEIGHT * one
    for symptom in symptoms:
        found[f"{model}|{symptom}"] = SYMPTOM_WEIGHT * len(symptoms) ** -0.5
    return found


def _by_journey(facets: Facets) -> Facets:
    """Return facets with the steps of one journey under one name, where how
    the owner was treated is all that they say.
    """
    if not all(map(_is_treatment, facets.faults)):
        return facets
    faults: dict[tuple[str, str], None] = {}
    for part, symptom in facets.faults:
        one = (
            SAME_JOURNEY.get(part, part),
            SAME_JOURNEY.get(symptom, symptom),
        )
        faults[one] = None
    symptoms = dict.fromkeys(
        SAME_JOURNEY.get(symptom, symptom) for symptom in facets.symptoms
    )
    return facets._replace(faults=tuple(faults), symptoms=tuple(symptoms))


def _main_faults(facets: Facets) -> list[tuple[str, str]]:
    """Return the faults of the car and its functions; how an owner was treated
    only where it is all that they say.
    """
    of_things = []
    for fault in facets.faults:
        if not _is_treatment(fault):
            of_things.append(fault)
    return of_things or list(facets.faults)


def _main_symptoms(
    facets: Facets,
    faults: Iterable[tuple[str, str]],
) -> list[str]:
    """Return the symptoms without circumstances, and without those that are
    only said of how an owner was treated.
    """
    main = {symptom for _part, symptom in faults}
    left_out = CIRCUMSTANCES | (SERVICE_SYMPTOMS.keys() - main)
    return [name for name in facets.symptoms if name not in left_out]


def names_a_matter(facets: Facets) -> bool:
    """Return whether a trouble with these facets says what is wrong, or with
    what. To name a price, a dealer, an order or an update is not enough.
    """
    if not CIRCUMSTANCES.issuperset(facets.symptoms):
        return True
    return not TOPICS.issuperset(facets.components)
