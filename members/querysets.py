from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Count, Q

from members.rules.names import fold_name, query_tokens


class MemberQuerySet(models.QuerySet[Any]):
    def living(self) -> "MemberQuerySet":
        """Members who stand for themselves: without those that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def counted(self) -> "MemberQuerySet":
        """Members who count in metrics: staff, bots, test accounts and merged ones never do."""
        return self.living().filter(kind="person")

    def by_owner_status(self) -> dict[str, int]:
        """Return how many of these members have each owner status."""
        return dict(self.order_by().values_list("owner_status").annotate(count=Count("*")))

    def standing_for(self, ids: Collection[int]) -> dict[int, Any]:
        """Return, by id, who stands for each of these members: himself, or whom he was merged into, however often."""
        known = self.in_bulk(ids)
        while missing := {row.merged_into_id for row in known.values()} - {None} - known.keys():
            known.update(self.in_bulk(missing))
        return {pk: _standing(pk, known) for pk in ids}

    def named_like(self, text: str) -> "MemberQuerySet":
        """Members whose nickname holds the text, or whose pinyin or initials begin with it."""
        if not fold_name(text):
            return self
        pairs, prefix = query_tokens(text)
        tokens = self.model._meta.get_field("name_tokens").related_model.objects
        held = Q()
        for pair in pairs:
            held &= Q(pk__in=tokens.filter(token=pair).values("member_id"))
        if prefix:
            held |= Q(pk__in=tokens.filter(token__startswith=prefix).values("member_id"))
        return self.filter(held)

    def tagged(self, name: str) -> "MemberQuerySet":
        return self.filter(tags__name=name, tags__is_rejected=False)

    def driving(self, model_series: str) -> "MemberQuerySet":
        """Members who own such a car now."""
        return self.filter(vehicles__model_series=model_series, vehicles__ended_on__isnull=True).distinct()


def _standing(pk: int, known: dict[int, Any]) -> Any:
    while known[pk].merged_into_id:
        pk = known[pk].merged_into_id
    return known[pk]


class MemberIdentityQuerySet(models.QuerySet[Any]):
    def keys_of(self, member_ids: Collection[int]) -> dict[int, list[str]]:
        """Return the keys (platform:external id) of these members, the oldest first; who has none has no entry."""
        keys: dict[int, list[str]] = {}
        rows = self.filter(member_id__in=member_ids).order_by("pk").values_list("member_id", "platform", "external_id")
        for member, platform, external_id in rows:
            keys.setdefault(member, []).append(f"{platform}:{external_id}")
        return keys


class VehicleOwnershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "VehicleOwnershipQuerySet":
        return self.filter(ended_on__isnull=True)

    def series_names(self) -> list[str]:
        return sorted(self.values_list("model_series", flat=True).distinct())
