"""Whose own experience fits a claim: they wrote about the same scene from their
own use, and drive the model that it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from immunity.rules.refutation_marks import OWN_EXPERIENCE
from immunity.rules.stances import is_complaint, read_stance

MODEL_POINTS = 3.0
WORK_POINTS = 1.0
MAX_COUNTED_WORKS = 3
PICTURE_POINTS = 0.5


class Work(NamedTuple):
    """A post that may show an own experience."""

    post: int
    author: int
    normal: str
    pictures: int = 0


class Fit(NamedTuple):
    """How well a member's own experience fits a claim, and why: the model that
    they drive ("" if the claim names none) and their works.
    """

    points: float
    model: str
    works: tuple[int, ...]


class Fits(NamedTuple):
    """Members whose experience fits, and those who report the claimed trouble
    as their own: if there are any, the claim may be no rumour.
    """

    fitting: dict[int, Fit]
    complaining: set[int]


def names_scene(normal: str, scene: Iterable[Sequence[str]]) -> bool:
    """Return whether a text names each part of a scene, by one of its words."""
    groups = list(scene)
    if not groups:
        return False
    return all(any(word in normal for word in words) for words in groups)


def find_fits(
    works: Iterable[Work],
    *,
    scene: Sequence[Sequence[str]],
    models: Mapping[int, str],
    wanted_models: Iterable[str],
) -> Fits:
    """Return whose own works fit a scene. models: what each author drives."""
    wanted = set(wanted_models)
    fitting: dict[int, list[Work]] = {}
    complaining: set[int] = set()
    for work in works:
        model = models.get(work.author, "")
        if not names_scene(work.normal, scene) or (
            wanted and model not in wanted
        ):
            continue
        if is_complaint(work.normal):
            complaining.add(work.author)
        elif _is_own_experience(work.normal):
            fitting.setdefault(work.author, []).append(work)
    found = {}
    for author, own in fitting.items():
        if author not in complaining:
            model = models.get(author, "") if wanted else ""
            found[author] = _fit(own, model)
    return Fits(found, complaining)


def _is_own_experience(normal: str) -> bool:
    """Return whether a text speaks of its writer's own use, and repeats no
    hearsay.
    """
    reading = read_stance(normal)
    if reading is not None and reading.stance.value != "refuting":
        return False
    return bool(OWN_EXPERIENCE.search(normal))


def _fit(works: Sequence[Work], model: str) -> Fit:
    counted = list(works)[:MAX_COUNTED_WORKS]
    points = WORK_POINTS * len(counted)
    if model:
        points += MODEL_POINTS
    if any(work.pictures for work in counted):
        points += PICTURE_POINTS
    return Fit(points, model, tuple(work.post for work in counted))
