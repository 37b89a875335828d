"""One palette: every colour is a variable, defined for both themes, and can be
read and distinguished in both.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static/css/kocops.css").read_text("utf-8")
CHARTS = (ROOT / "static/js/charts.js").read_text("utf-8")
HEX = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
STATES = ("active", "cooling", "dormant", "returned", "browsing", "unknown")
ROLES = ("geek", "social", "aesthetic")
TEXTS = (
    *(f"--state-{name}" for name in STATES),
    *(f"--role-{name}" for name in ROLES),
    "--urgent",
    "--better",
    "--worse",
    "--muted",
    "--link",
    "--ink",
)
SIGNS = (
    *(f"--state-{name}-fill" for name in STATES if name != "unknown"),
    *(f"--role-{name}-fill" for name in ROLES),
    *(f"--series-{number}" for number in range(1, 7)),
    "--urgent-fill",
)


def tokens(selector: str) -> dict[str, str]:
    """Return the variables that the first rule of a selector sets."""
    rule = CSS[CSS.index(f"{selector} {{") :]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", rule[: rule.index("}")]))


LIGHT = tokens(":root")
DARK = {**LIGHT, **tokens('[data-bs-theme="dark"]')}
themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = (
        "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    )
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_it_is_defined() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@themes
def test_texts_can_be_read(theme: dict[str, str]) -> None:
    grounds = ("--surface", "--canvas", "--quiet")
    faint = {
        f"{text} on {ground}": round(contrast(theme[text], theme[ground]), 2)
        for text in TEXTS
        for ground in grounds
        if contrast(theme[text], theme[ground]) < 4.5
    }
    assert not faint
    assert contrast(theme["--act-text"], theme["--act"]) >= 4.5
    assert contrast(theme["--worse"], theme["--late-bg"]) >= 4.5
    assert contrast(theme["--urgent"], theme["--urgent-bg"]) >= 4.5


@themes
def test_signs_and_lines_can_be_seen(theme: dict[str, str]) -> None:
    faint = {
        name: round(contrast(theme[name], theme["--surface"]), 2)
        for name in SIGNS
    }
    assert not {name: ratio for name, ratio in faint.items() if ratio < 2.9}
    assert all(
        contrast(theme["--on-fill"], theme[f"--role-{name}-fill"]) >= 4.5
        for name in ROLES
    )


@themes
def test_states_and_roles_have_each_a_colour_of_their_own(
    theme: dict[str, str],
) -> None:
    fills = [theme[f"--state-{name}-fill"] for name in STATES] + [
        theme[f"--role-{name}-fill"] for name in ROLES
    ]
    assert len(set(fills)) == len(fills)


def test_no_colour_is_written_below_the_tokens_or_in_a_script() -> None:
    below = CSS[CSS.index("/* Tabler's and TomSelect's own variables") :]
    assert not HEX.findall(below)
    assert not HEX.findall(CHARTS)


def test_every_variable_in_use_is_defined() -> None:
    ours = set(re.findall(r"(--[\w-]+):", CSS))
    used = set(re.findall(r"var\((--[\w-]+)", CSS)) | set(
        re.findall(r'token\("(--[\w-]+)"\)', CHARTS),
    )
    assert not {
        name
        for name in used - ours
        if not name.startswith(("--tblr-", "--bs-"))
    }
