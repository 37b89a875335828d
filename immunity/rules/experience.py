"""Whose own experience fits a claim: they wrote about the same scene from their
own use, and drive the model that it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from immunity.rules.refutation_marks import OWN_EXPERIENCE
from immunity.rules.stances import MAX_READ, Stance, is_complaint, read_stance

MODEL_POINTS = 3.0
WORK_POINTS = 1.0
MAX_COUNTED_WORKS = 3
PICTURE_POINTS = 0.5
# Reading a thousand letters takes some milliseconds, and a page waits for it.
MAX_LETTERS = 60_000


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
    as their own: if there are any, the claim may be no rumour. is_partial:
    later works were not read.
    """

    fitting: dict[int, Fit]
    complaining: set[int]
    is_partial: bool = False


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
    """Return whose own works fit a scene, of the first MAX_LETTERS that name
    it. models: what each author drives.
    """
    wanted = set(wanted_models)
    of_scene = []
    for work in works:
        is_of_model = not wanted or models.get(work.author, "") in wanted
        if is_of_model and names_scene(work.normal, scene):
            of_scene.append(work)
    read = _first_letters(of_scene)
    fitting: dict[int, list[Work]] = {}
    complaining: set[int] = set()
    for work in read:
        if is_complaint(work.normal):
            complaining.add(work.author)
        elif _is_own_experience(work.normal):
            fitting.setdefault(work.author, []).append(work)
    found = {}
    for author, own in fitting.items():
        if author not in complaining:
            model = models.get(author, "") if wanted else ""
            found[author] = _fit(own, model)
    return Fits(found, complaining, len(read) < len(of_scene))


def _first_letters(works: Sequence[Work]) -> list[Work]:
    """Return the first works, until MAX_LETTERS of them are to be read."""
    found = []
    letters = 0
    for work in works:
        letters += min(len(work.normal), MAX_READ)
        if letters > MAX_LETTERS:
            break
        found.append(work)
    return found


def _is_own_experience(normal: str) -> bool:
    """Return whether a text speaks of its writer's own use, and repeats no
    hearsay.
    """
    if not OWN_EXPERIENCE.search(normal):
        return False
    reading = read_stance(normal)
    return reading is None or reading.stance is Stance.REFUTING


def _fit(works: Sequence[Work], model: str) -> Fit:
    counted = list(works)[:MAX_COUNTED_WORKS]
    points = WORK_POINTS * len(counted)
    if model:
        points += MODEL_POINTS
    if any(work.pictures for work in counted):
        points += PICTURE_POINTS
    return Fit(points, model, tuple(work.post for work in counted))
