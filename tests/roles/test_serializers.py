"""The primary role is named; its number is served beside it until it is removed."""

import pytest

from roles.models import RoleName, RoleScore
from roles.serializers import RoleScoreSerializer


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (-1, None),
        (int(RoleName.GEEK), "geek"),
        (int(RoleName.SOCIAL), "social"),
        (int(RoleName.AESTHETIC), "aesthetic"),
    ],
)
def test_number_and_name_of_the_primary_role_agree(
    number: int,
    name: str | None,
) -> None:
    row = RoleScore(member_id=1, primary=number)
    serializer = RoleScoreSerializer(row)
    assert serializer.fields["primary"].to_representation(number) == number
    assert serializer.get_primary_role(row) == name
