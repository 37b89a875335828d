"""The documentation builds as a site without a warning, whole, and loads
nothing from other servers.
"""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Attributes by which a page loads something by itself; a link that a reader follows is none.
LOADING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
}
FONT_OR_IMPORT = re.compile(
    r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//[^)\"']+",
)


class LoadedAddresses(HTMLParser):
    """Collects what a page loads from an address of another server."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        address = dict(attrs).get(LOADING.get(tag, ""), "") or ""
        if address.startswith(("http:", "https:", "//")):
            self.outside.append(f"{tag} {address}")


def loaded_from_outside(html: str) -> list[str]:
    parser = LoadedAddresses()
    parser.feed(html)
    return parser.outside


def build(config: Path, site: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        str(config),
    ]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command += ["--site-dir", str(site)]
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_document_is_a_page(site: Path) -> None:
    documents = [
        path.relative_to(ROOT / "docs").with_suffix("")
        for path in (ROOT / "docs").rglob("*.md")
    ]
    folders = [
        path.parent if path.name == "index" else path for path in documents
    ]

    assert len(documents) > 25
    assert [
        str(folder)
        for folder in folders
        if not (site / folder / "index.html").is_file()
    ] == []


def test_the_entry_pages_are_english_and_chinese(site: Path) -> None:
    assert "An open operations platform" in (site / "index.html").read_text(
        "utf-8",
    )
    assert "开源运营平台" in (site / "zh" / "index.html").read_text("utf-8")


def test_no_page_loads_from_another_server(site: Path) -> None:
    assert loaded_from_outside(
        '<link href="https://fonts.example/a.css"><a href="https://x.example">x</a>',
    ) == [
        "link https://fonts.example/a.css",
    ]
    pages = {
        path: loaded_from_outside(path.read_text("utf-8"))
        for path in site.rglob("*.html")
    }
    styles = {
        path: FONT_OR_IMPORT.findall(path.read_text("utf-8"))
        for path in site.rglob("*.css")
    }

    assert {
        path: found for path, found in {**pages, **styles}.items() if found
    } == {}


@pytest.mark.parametrize(
    "breach",
    ["[gone](nowhere.md)", "[gone](structure.md#no-such-heading)"],
)
def test_a_dead_link_fails_the_build(tmp_path: Path, breach: str) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    with (tmp_path / "docs" / "roles.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{breach}\n")

    assert build(tmp_path / "mkdocs.yml", tmp_path / "site").returncode != 0


def test_a_document_outside_the_navigation_fails_the_build(
    tmp_path: Path,
) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    (tmp_path / "docs" / "forgotten.md").write_text(
        "# Forgotten\n",
        encoding="utf-8",
    )

    assert build(tmp_path / "mkdocs.yml", tmp_path / "site").returncode != 0
