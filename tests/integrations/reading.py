"""Samples of what platforms send, in the shapes that they document; everybody
in them is invented.
"""

import json
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).with_name("samples")


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def sample_json(name: str) -> Any:
    return json.loads(sample(name))
