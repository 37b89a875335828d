"""A new version migrates while processes of the version before still run: a
migration takes away nothing that they use.

Expand and contract: one release stops using a column or table, a later one
removes it. That later migration says so with `contract = "unused since 0.2.0"`.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from kocops.version import VERSION
from tests.architecture.test_docs_names import APPS

# The newest migration of each app when the rule began. An app that is not named has none.
BEGAN = {
    "accounts": 1,
    "activity": 22,
    "alerts": 22,
    "common": 7,
    "community": 26,
    "insights": 7,
    "integrations": 3,
    "knowledge": 3,
    "koc": 1,
    "lifecycle": 3,
    "members": 10,
    "notifications": 1,
    "outreach": 1,
    "roles": 7,
    "teamwork": 13,
}
MARK = re.compile(r"unused since (\d+)\.(\d+)\.(\d+)")
DESTRUCTIVE = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL)\b",
    re.IGNORECASE,
)
REMOVING = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


@cache
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def number_of(name: str) -> int:
    return int(name[:4])


def new_migrations() -> list[tuple[str, str]]:
    found = []
    for app, name in sorted(loader().disk_migrations):
        if app in APPS and number_of(name) > BEGAN.get(app, 0):
            found.append((app, name))
    return found


def database_operations(operations: Any) -> Iterator[Any]:
    """Yield what changes the database, without what changes the state only."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from database_operations(operation.database_operations)
        else:
            yield operation


def breaks_in(migration: Any, state: ProjectState) -> list[str]:
    """Return what of a migration breaks processes of the version before; state:
    of the models before it.
    """
    found = []
    made = set()
    for operation in database_operations(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", "") in made:
            continue
        elif why := broken_by(operation, migration.app_label, state):
            found.append(f"{operation.describe()}: {why}")
    return found


def broken_by(operation: Any, app: str, state: ProjectState) -> str:
    if isinstance(operation, REMOVING):
        return "the version before still uses it"
    if isinstance(operation, migrations.AddField):
        return required(operation.field)
    if isinstance(operation, migrations.AlterField):
        model = state.models[app, operation.model_name_lower]
        return narrowed(model.fields[operation.name], operation.field)
    if isinstance(operation, migrations.RunSQL):
        is_bad = DESTRUCTIVE.search(str(operation.sql))
        return "it drops or renames" if is_bad else ""
    return ""


def required(field: Any) -> str:
    """Tell whether a row that does not name this column is refused."""
    if isinstance(field, models.ManyToManyField) or field.null:
        return ""
    if field.has_db_default():
        return ""
    return "rows without it are refused: give it null or db_default"


def narrowed(
    before: Any,
    after: Any,
) -> str:
    if before.null and not after.null and not after.has_db_default():
        return "empty values are refused"
    if before.get_internal_type() != after.get_internal_type():
        return "its type changes"
    lengths = (before.max_length, after.max_length)
    if None not in lengths and lengths[1] < lengths[0]:  # type: ignore[operator]
        return "it becomes shorter"
    return ""


def is_marked(migration: Any) -> bool:
    """Tell whether a migration says in which earlier release its use ended."""
    found = MARK.fullmatch(getattr(migration, "contract", ""))
    if not found:
        return False
    version = tuple(map(int, VERSION.split(".")))
    return tuple(map(int, found.groups())) < version


def test_new_migrations_break_nothing_that_still_runs() -> None:
    found = []
    for key in new_migrations():
        migration = loader().disk_migrations[key]
        if migration.replaces or is_marked(migration):
            continue
        parents = loader().graph.node_map[key].parents
        state = loader().project_state(
            [parent.key for parent in parents] or None
        )
        for text in breaks_in(migration, state):
            found.append(f"{key[0]}.{key[1]}: {text}")
    assert found == []


def test_the_rule_began_with_migrations_that_exist() -> None:
    known = {}
    for app, name in loader().disk_migrations:
        known[app] = max(known.get(app, 0), number_of(name))
    assert {app: n for app, n in BEGAN.items() if known.get(app, 0) < n} == {}


TEXT = models.CharField(max_length=20)


@pytest.mark.parametrize(
    ("operation", "is_found"),
    [
        (migrations.RemoveField("member", "city"), True),
        (migrations.RenameField("member", "city", "town"), True),
        (migrations.RenameModel("Member", "Owner"), True),
        (migrations.DeleteModel("Member"), True),
        (migrations.AlterModelTable("member", "owners"), True),
        (migrations.AddField("member", "a", TEXT), True),
        (
            migrations.AddField("member", "a", models.TextField(null=True)),
            False,
        ),
        (
            migrations.AddField(
                "member", "a", models.TextField(db_default="")
            ),
            False,
        ),
        (migrations.AlterField("member", "city", models.TextField()), True),
        (
            migrations.AlterField(
                "member", "city", models.CharField(max_length=19)
            ),
            True,
        ),
        (
            migrations.AlterField(
                "member", "city", models.CharField(max_length=21)
            ),
            False,
        ),
        (migrations.AlterField("member", "born", models.DateField()), True),
        (migrations.RunSQL("ALTER TABLE a DROP COLUMN b"), True),
        (migrations.RunSQL("CREATE INDEX a ON b (c)"), False),
        (
            migrations.SeparateDatabaseAndState(
                state_operations=[migrations.RemoveField("member", "city")],
            ),
            False,
        ),
        (
            migrations.SeparateDatabaseAndState(
                database_operations=[migrations.DeleteModel("Member")],
            ),
            True,
        ),
    ],
)
def test_what_breaks_is_found(operation: Any, is_found: bool) -> None:
    first = migrations.CreateModel(
        "Member",
        [("city", TEXT), ("born", models.DateField(null=True))],
    )
    state = ProjectState()
    first.state_forwards("test", state)
    migration = migrations.Migration("0002_later", "test")
    migration.operations = [operation]
    assert bool(breaks_in(migration, state)) is is_found


@pytest.mark.parametrize(
    ("mark", "is_enough"),
    [
        ("unused since 0.1.0", True),
        (f"unused since {VERSION}", False),
        ("unused", False),
        ("", False),
    ],
)
def test_a_mark_names_an_earlier_release(mark: str, is_enough: bool) -> None:
    migration = migrations.Migration("0002_later", "test")
    migration.contract = mark  # type: ignore[attr-defined]
    assert is_marked(migration) is is_enough
