from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Count, Q

from common.rules.spelling import spellings
from members.rules.names import fold_name, query_tokens
from members.rules.tags import canonical_tag


class MemberQuerySet(models.QuerySet[Any]):
    def unmerged(self) -> "MemberQuerySet":
        """Members who were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def real_people(self) -> "MemberQuerySet":
        """Members who count in metrics: no staff, bots, test accounts or merged members."""
        return self.unmerged().filter(kind="person")

    def current(self) -> "MemberQuerySet":
        """Real people whom the team looks after: no former owners."""
        return self.real_people().exclude(owner_status="former")

    def not_current(self) -> "MemberQuerySet":
        """The unmerged records that are not of `current()`."""
        aside = ~Q(kind="person") | Q(owner_status="former")
        return self.unmerged().filter(aside)

    def by_owner_status(self) -> dict[str, int]:
        """Return how many of these members have each owner status."""
        statuses = self.order_by().values_list("owner_status")
        return dict(statuses.annotate(count=Count("*")))

    def unmerged_by_id(self, ids: Collection[int]) -> dict[int, Any]:
        """Return each of these members by id; a merged one is replaced by the
        member into which it was merged, however often.
        """
        known: dict[int, Any] = {}
        missing = set(ids)
        while missing:
            found = self.in_bulk(missing)
            known.update(found)
            missing = set()
            for row in found.values():
                if row.merged_into_id and row.merged_into_id not in known:
                    missing.add(row.merged_into_id)
        return {pk: _follow_merges(pk, known) for pk in ids}

    def known_as(self, text: str) -> "MemberQuerySet":
        """Members who are named like the text, or whose external id
        (`platform:id` as well) it is, exactly.

        Phone and VIN are not searched: who guesses one would learn whose it is.
        """
        named = self.named_like(text)
        if not text.strip():
            return named
        return named | self.filter(self._known_by(text.strip()))

    def _known_by(self, text: str) -> Q:
        """Return what finds the members of an id."""
        platform, colon, external_id = text.replace("：", ":").partition(":")
        by_id = Q(external_id=text)
        if colon:
            by_id |= Q(
                platform=platform.strip(),
                external_id=external_id.strip(),
            )
        return Q(pk__in=self._owners_of("identities", by_id))

    def _owners_of(self, relation: str, wanted: Q) -> Any:
        related = self.model._meta.get_field(relation).related_model
        rows = related._base_manager.filter(wanted)
        found = rows.order_by()
        return found.values("member_id")

    def named_like(self, text: str) -> "MemberQuerySet":
        """Members whose nickname contains the text, or whose pinyin or initials begin with it."""
        if not fold_name(text):
            return self
        pairs, prefix = query_tokens(text)
        relation = self.model._meta.get_field("name_tokens")
        tokens = relation.related_model.objects
        matches = Q()
        for pair in pairs:
            with_pair = tokens.filter(token=pair)
            matches &= Q(pk__in=with_pair.values("member_id"))
        if prefix:
            with_prefix = tokens.filter(token__startswith=prefix)
            matches |= Q(pk__in=with_prefix.values("member_id"))
        return self.filter(matches)

    def tagged(self, name: str) -> "MemberQuerySet":
        """Members who have an interest tag that staff have not rejected."""
        relation = self.model._meta.get_field("tags")
        names = {*spellings(name), *spellings(canonical_tag(name))}
        held = relation.related_model.objects.filter(
            name__in=names,
            is_rejected=False,
        )
        return self.filter(pk__in=held.order_by().values("member_id"))

    def driving(self, model_series: str) -> "MemberQuerySet":
        """Members who own such a car now."""
        return self.filter(
            vehicles__model_series=model_series,
            vehicles__ended_on__isnull=True,
        ).distinct()


def _follow_merges(pk: int, known: dict[int, Any]) -> Any:
    while known[pk].merged_into_id:
        pk = known[pk].merged_into_id
    return known[pk]


class MemberIdentityQuerySet(models.QuerySet[Any]):
    def moved_by_merge(self, platform: str) -> "MemberIdentityQuerySet":
        """Identities of a platform that belong to another member since a merge."""
        return self.filter(platform=platform, moved_by_merge=True)

    def named(
        self,
        keys: Collection[tuple[str, str]],
    ) -> "MemberIdentityQuerySet":
        """Identities by platform and external id."""
        by_platform: dict[str, list[str]] = {}
        for platform, external_id in keys:
            by_platform.setdefault(platform, []).append(external_id)
        wanted = Q(pk__in=())
        for platform, external_ids in by_platform.items():
            wanted |= Q(platform=platform, external_id__in=external_ids)
        return self.filter(wanted)

    def keys_of(self, member_ids: Collection[int]) -> dict[int, list[str]]:
        """Return the keys (platform:external id) of these members, the oldest
        first; members without any have no entry.
        """
        keys: dict[int, list[str]] = {}
        rows = self.filter(member_id__in=member_ids).order_by("pk")
        columns = rows.values_list("member_id", "platform", "external_id")
        for member, platform, external_id in columns:
            keys.setdefault(member, []).append(f"{platform}:{external_id}")
        return keys


class VehicleOwnershipQuerySet(models.QuerySet[Any]):
    def current(self) -> "VehicleOwnershipQuerySet":
        return self.filter(ended_on__isnull=True)


class MemberConsentQuerySet(models.QuerySet[Any]):
    def agreeing(self, purpose: str, member_ids: Any) -> set[int]:
        """Return which of these members agree to a purpose now: what each said
        last counts.
        """
        said = self.filter(member__in=member_ids).last_said(purpose)
        return {member_id for member_id, given in said.items() if given}

    def last_said(self, purpose: str) -> dict[int, bool]:
        """Return what each member said last about a purpose."""
        rows = self.filter(purpose=purpose).order_by("pk")
        return dict(rows.values_list("member_id", "is_given"))
