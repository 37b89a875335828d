from django.db import models

from activity.querysets import GenerationQuerySet


class MemberWeekSet(models.Model):
    """Which members of a shard are in a set in each of successive weeks, in
    one generation; activity/rules/member_sets.py packs `bits`.

    first_week: the number of the week of the first row · stride: bytes a week.
    """

    generation = models.PositiveIntegerField()
    shard = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    first_member = models.BigIntegerField()
    first_week = models.IntegerField()
    stride = models.PositiveIntegerField()
    bits = models.BinaryField()

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("generation", "name", "shard"),
                name="member_week_set_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.shard}@{self.generation}"
