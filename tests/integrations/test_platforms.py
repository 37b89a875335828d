"""A platform is a package and one declaration."""

import json

from integrations.platforms import PLATFORMS
from tests.scratch import DATABASE, ScratchCopy

MAPPING = """
import ast

from integrations.rules.rows import MappedRows


def map_note(note, rows):
    rows.members.append({"external_id": note["by"], "nickname": note["name"]})
    rows.posts.append({
        "external_id": note["id"],
        "member": note["by"],
        "occurred_at": note["at"],
        "text": note["text"],
    })


def read_files(paths):
    rows = MappedRows()
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            map_note(ast.literal_eval(line), rows)
    yield rows
"""
PLATFORM = """        Platform(
            "notebook",
            "Notebook",
            "Notes that owners leave in a showroom.",
            ("Type them.",),
            (Setting("room", "Room"),),
            makes_secret=True,
            read_files=integrations.notebook.files.read_files,
        ),
"""
IMPORT_NOTES = """
import json
from pathlib import Path
from datetime import UTC, datetime
from django.core.management import call_command
from community.models import Post
from integrations.forms import ConnectionForm
from integrations.platforms import PLATFORMS
from integrations.services.connections import create_connection

note = {
    "id": "1", "by": "5", "name": "小舟", "at": "2026-05-01T00:00:00Z",
    "text": "方向盘有点偏",
}
path = Path("notes.txt")
path.write_text(f"{note}\\n{note}\\n", "utf-8")
call_command("import_export", "notebook", path, source="notes", stdout=open("out", "w"))
form = ConnectionForm(platform=PLATFORMS["notebook"])
connection, secret = create_connection(
    platform=PLATFORMS["notebook"], name="Hall", base_url="",
    values={"room": "3"}, now=datetime(2026, 5, 1, tzinfo=UTC), user=None,
)
post = Post.objects.get()
print(json.dumps({
    "post": [post.author.nickname, post.text],
    "asks": list(form.fields),
    "source": connection.source.name,
    "keeps": connection.options,
    "has_secret": secret == connection.secrets["hook_secret"],
}))
"""


def test_a_platform_added_in_one_place_is_everywhere(tmp_path) -> None:
    copy = ScratchCopy(tmp_path / "project")
    package = copy.root / "integrations/notebook"
    package.mkdir()
    package.joinpath("__init__.py").touch()
    package.joinpath("files.py").write_text(MAPPING, "utf-8")
    platforms = "integrations/platforms.py"
    copy.insert_before(
        platforms,
        "import integrations.segment.push\n",
        "import integrations.notebook.files\n",
    )
    copy.insert_before(
        platforms,
        '        Platform(\n            "cloudevents",',
        PLATFORM,
    )

    found = json.loads(copy.run(DATABASE + IMPORT_NOTES))

    assert found == {
        "post": ["小舟", "方向盘有点偏"],
        "asks": ["name", "room"],
        "source": "notebook-hall",
        "keeps": {"room": "3"},
        "has_secret": True,
    }


def test_every_platform_is_whole() -> None:
    for name, platform in PLATFORMS.items():
        assert platform.name == name
        assert platform.steps, "its page says what to do"
        assert (platform.receive is None) == (platform.map_delivery is None)
        ways = (platform.pull, platform.receive, platform.read_files)
        assert any(ways), name
        assert (platform.pull is None) == (platform.try_connection is None)
