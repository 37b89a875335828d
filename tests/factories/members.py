import factory

from members.models import Member
from tests.conftest import NOW


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    nickname = factory.Sequence(lambda n: f"车友{n}")
    owner_status = "owner"
    city = "上海"
    created_at = updated_at = NOW
