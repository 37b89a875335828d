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
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from alerts.rules.lexicon import (
    COMPONENTS,
    SCENES,
    SYMPTOMS,
    TRIGGERS,
    VERSION,
)
from alerts.rules.mentions import Mention, MentionFinder, pair_mentions

# Entries about how an owner was treated: they say little about what is broken.
SERVICE = frozenset(
    {"dealer", "maker", "parts_supply", "unsolved", "update_trouble"},
)
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


_COMPONENTS = MentionFinder(COMPONENTS)
_SYMPTOMS = MentionFinder(SYMPTOMS)
_SCENES = MentionFinder(SCENES)
_TRIGGERS = MentionFinder(TRIGGERS)
_VERSION = re.compile(VERSION, re.ASCII)


def read_facets(normal: str) -> Facets:
    """Return the facets of a normalised text."""
    parts = _COMPONENTS.find(normal)
    symptoms = _SYMPTOMS.find(normal)
    versions = tuple(dict.fromkeys(_VERSION.findall(normal)))
    faults = pair_mentions(normal, _of_cars(parts), _of_cars(symptoms))
    return Facets(
        components=_names(parts),
        symptoms=_names(symptoms),
        scenes=_names(_SCENES.find(normal)),
        triggers=_names(_TRIGGERS.find(normal)),
        versions=versions[:MAX_VERSIONS],
        faults=tuple(faults),
    )


def _of_cars(mentions: Iterable[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.name not in SERVICE]


def _names_of_cars(names: Iterable[str]) -> dict[str, None]:
    """Return the names that are about a car, in their order."""
    return {name: None for name in names if name not in SERVICE}


def _names(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.name for mention in mentions))


def names_by_field(facets: Facets, model: str) -> dict[str, list[str]]:
    """Return the names that a post of the owner of a model says, by the field
    of each facet.
    """
    read = facets._asdict() | {"model": (model,) if model else ()}
    names: dict[str, list[str]] = {}
    for facet in FACETS:
        names[facet.field] = []
        for part in facet.parts:
            names[facet.field] += read[part]
    return names


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
    parts = dict(facets.faults) or _names_of_cars(facets.components)
    symptoms = _names_of_cars(facets.symptoms)
    for part in parts:
        found[f"{model}|{part}"] = PART_WEIGHT * len(parts) ** -0.5
    for part, symptom in facets.faults:
        share = len(facets.faults) ** -0.5
        found[f"{model}|{part}|{symptom}"] = TRIPLE_WEIGHT * share
        found[f"{ANY_MODEL}|{part}|{symptom}"] = PAIR_WEIGHT * share
    for symptom in symptoms:
        found[f"{model}|{symptom}"] = SYMPTOM_WEIGHT * len(symptoms) ** -0.5
    return found


def names_a_fault(facets: Facets) -> bool:
    """Return whether a text names a part or a symptom of a car, not only how its
    owner was treated.
    """
    named = {*facets.components, *facets.symptoms}
    return not named <= SERVICE
