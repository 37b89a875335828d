"""The files in ``static/vendor`` are exactly the locked ones."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR_DIR = ROOT / "static" / "vendor"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Load the vendoring script, which is not part of a package."""
    spec = importlib.util.spec_from_file_location(
        "vendor_assets",
        ROOT / "scripts" / "vendor_assets.py",
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the vendored files that a test may damage."""
    return Path(shutil.copytree(VENDOR_DIR, tmp_path / "vendor"))


def test_repository_is_in_order(script: ModuleType) -> None:
    """The committed files match the lock file."""
    assert script.check(VENDOR_DIR) == []


def test_flipped_byte_is_found(script: ModuleType, copy: Path) -> None:
    """A single changed bit is reported for the file it is in."""
    target = copy / "htmx.min.js"
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)

    assert script.check(copy) == [
        "htmx.min.js: content differs from vendor.lock.json",
    ]


@pytest.mark.parametrize("name", ["extra.js", "fonts/extra.woff2", ".hidden"])
def test_extra_file_is_found(
    script: ModuleType,
    copy: Path,
    name: str,
) -> None:
    """A file nobody locked is reported, also in a subfolder."""
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_text("extra")

    assert script.check(copy) == [f"{name}: not listed in vendor.lock.json"]


def test_missing_file_is_found(script: ModuleType, copy: Path) -> None:
    """A locked file that is gone is reported."""
    (copy / "icons.svg").unlink()

    assert script.check(copy) == ["icons.svg: missing"]


@pytest.mark.parametrize(
    "rule",
    [
        "a{background:url(https://example.org/a.png)}",
        "a{background:URL( '//example.org/a.png' )}",
        '@import "http://example.org/a.css";',
        "@import url(https://example.org/a.css);",
    ],
)
def test_css_reference_to_another_host_is_found(
    script: ModuleType,
    copy: Path,
    rule: str,
) -> None:
    """Styles may not load anything from another host."""
    findings = script.check_content(copy, "a.css", rule.encode())

    assert len(findings) == 1
    assert findings[0].startswith("a.css: refers to another host: ")


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("a{src:url(fonts/a.woff2?v=1)}", 1),
        ("a{src:url(/static/vendor/icons.svg)}", 1),
        ("a{src:url('icons.svg?v=1#users')}", 0),
        ("a{fill:url(#shade)}", 0),
        (
            "a{background:url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\")}",
            0,
        ),
    ],
)
def test_css_reference_to_a_file(
    script: ModuleType,
    copy: Path,
    rule: str,
    count: int,
) -> None:
    """Relative references of a style must name a vendored file."""
    assert len(script.check_content(copy, "a.css", rule.encode())) == count


def test_source_map_comment_is_found_and_cleaned(
    script: ModuleType,
    copy: Path,
) -> None:
    """The comments that name a source map are dropped from css and js, nothing else is."""
    for name, code, comment in (
        ("a.css", b"a{color:red}\n", b"/*# sourceMappingURL=a.css.map */\n"),
        ("a.css", b"a{color:red}", b"/*# sourceMappingURL=a.css.map */"),
        ("a.js", b"let a = 1;\n", b"//# sourceMappingURL=a.js.map"),
    ):
        assert len(script.check_content(copy, name, code + comment)) == 1
        assert script.clean(name, code + comment) == code


def test_sprite_has_every_declared_icon(script: ModuleType) -> None:
    """Each icon of the list is one symbol of the sprite."""
    sprite = (VENDOR_DIR / script.SPRITE_NAME).read_text(encoding="utf-8")

    assert (
        sprite.count("<symbol ") == len(script.ICONS) == len(set(script.ICONS))
    )
    assert [
        name for name in script.ICONS if f'<symbol id="{name}" ' not in sprite
    ] == []
