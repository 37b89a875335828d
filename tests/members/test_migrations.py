"""Names of members stored before are found in either script afterwards."""

import importlib
import pkgutil
from typing import Any

import pytest
from django.apps import apps

import members.migrations as migrations
from members.models import Member, MemberNameToken
from members.rules.names import WHOLE_NAME
from members.services.directory import write_name_tokens
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def migration_named(ending: str) -> Any:
    """Return a migration's module, whatever number it has."""
    names = [found.name for found in pkgutil.iter_modules(migrations.__path__)]
    (name,) = [name for name in names if name.endswith(ending)]
    return importlib.import_module(f"members.migrations.{name}")


def stored() -> set[tuple[int, str]]:
    return set(MemberNameToken.objects.values_list("member_id", "token"))


def test_tokens_are_rewritten_there_and_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    migration = migration_named("names_and_moved_rows")
    monkeypatch.setattr(migration, "MEMBERS_AT_ONCE", 2)
    names = ("龍岩小馬哥", "晴川", "Ｋｅｎ", "阿\u200b杰", "臺北")
    made = [MemberFactory(nickname=name) for name in names]
    write_name_tokens(members=made)
    new = stored()
    migration.unfold(apps, None)
    old = stored()
    assert not [token for _pk, token in old if token.startswith(WHOLE_NAME)]
    assert (made[0].pk, "龍岩") in old
    assert not Member.objects.named_like("龙岩").exists()
    migration.fold(apps, None)
    assert stored() == new
    assert list(Member.objects.named_like("龙岩")) == [made[0]]
