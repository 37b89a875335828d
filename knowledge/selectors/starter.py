"""The scripts that kocops brings along, as examples."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

STARTER_FILE = Path(__file__).parent.parent / "data" / "starter_scripts.json"


class StarterScript(NamedTuple):
    """A shipped script; the fields are those of Script and its first text."""

    key: str
    scene: str
    title: str
    title_en: str
    audience: str
    role: str
    for_state: str
    text: str


@cache
def starter_scripts() -> tuple[StarterScript, ...]:
    """Return the shipped scripts in their order."""
    rows = json.loads(STARTER_FILE.read_text(encoding="utf-8"))
    return tuple(StarterScript(**row) for row in rows)
