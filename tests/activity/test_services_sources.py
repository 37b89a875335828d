"""A source that is not valid is refused with the field, the value and what is wrong; nothing is left behind."""

import pytest

from activity.models import EventSource
from activity.services.sources import save_source
from common.errors import ReaderError


@pytest.mark.django_db
def test_a_refused_source_names_the_field_and_the_value() -> None:
    with pytest.raises(ReaderError, match=r"“车友 论坛”.*“火星/一号”|“火星/一号”.*“车友 论坛”") as refused:
        save_source(name="车友 论坛", time_zone="火星/一号")
    assert str(EventSource._meta.get_field("name").verbose_name) in str(refused.value.message)
    assert not EventSource.objects.exists()
