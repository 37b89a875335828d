"""The HTTP status of domain errors is decided in one place."""

from common.api.problems import HTTP_STATUS, status_of
from common.db.edits import EditConflict
from common.errors import DomainError


def test_every_kind_of_domain_error_has_a_status() -> None:
    kinds = DomainError.__subclasses__()
    assert set(kinds) == set(HTTP_STATUS)
    for kind in kinds:
        assert status_of(kind("code", "message")) == HTTP_STATUS[kind]
    assert status_of(EditConflict(None, {})) == 409
