"""How lists show roles."""

from django.utils.translation import override

from roles.labels import ROLE_SIGNS
from roles.models import RoleName
from roles.rules.strength import Role
from roles.tables import RoleTable


def test_a_primary_role_is_a_sign_on_a_page_and_a_word_in_a_file() -> None:
    table = RoleTable([])
    with override("zh-hans"):
        for role, letter in zip(Role, "极蜂美", strict=True):
            shown = table.render_role_primary(int(role))
            assert f'class="role role-{role.name.lower()}"' in shown
            assert f'data-sign="{letter}"' in shown
            assert table.value_role_primary(int(role)) in shown
    assert table.render_role_primary(-1) == "—"
    assert table.value_role_primary(-1) == "—"


def test_every_role_has_a_sign_of_its_own() -> None:
    signs = {str(sign) for sign in ROLE_SIGNS.values()}
    assert set(ROLE_SIGNS) == set(Role)
    assert len(signs) == len(RoleName)
