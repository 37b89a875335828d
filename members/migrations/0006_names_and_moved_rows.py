"""Names are found in traditional and simplified characters alike; rows of moved
identities are remembered.

Members whose name is folded to something else than before get new tokens, and
all the one by which equal names are found.
"""

import re
import unicodedata

import django.db.models.deletion
from django.db import migrations, models

from common.rules.spelling import fold_text
from members.rules.names import (
    WHOLE_LIMIT,
    WHOLE_NAME,
    name_tokens,
    tokens_of,
)

MEMBERS_AT_ONCE = 5000


def _former_fold(name):
    normalized = unicodedata.normalize("NFKC", name)
    return re.sub(r"\s+", " ", normalized).strip().casefold()


def _former_tokens(name):
    folded = _former_fold(name).replace(" ", "")
    return _without_whole(tokens_of(folded, folded))


def _without_whole(found):
    return {token for token in found if not token.startswith(WHOLE_NAME)}


def _rewrite(apps, write):
    members = apps.get_model("members", "Member").objects
    tokens = apps.get_model("members", "MemberNameToken")
    last = 0
    while True:
        rows = members.filter(pk__gt=last).order_by("pk")
        names = list(rows.values_list("pk", "nickname")[:MEMBERS_AT_ONCE])
        if not names:
            return
        last = names[-1][0]
        changed = set()
        for pk, name in names:
            if _former_fold(name) != fold_text(name):
                changed.add(pk)
        tokens.objects.filter(member_id__in=changed).delete()
        made = []
        for pk, name in names:
            for token in write(name, pk in changed):
                made.append(tokens(member_id=pk, token=token))
        tokens.objects.bulk_create(made, batch_size=5000)


def fold(apps, schema_editor):
    """Add the whole name to all, and rewrite those that are folded otherwise."""

    def tokens_for(name, is_changed):
        if is_changed:
            return sorted(name_tokens(name))
        folded = fold_text(name).replace(" ", "")
        return [f"{WHOLE_NAME}{folded[:WHOLE_LIMIT]}"]

    _rewrite(apps, tokens_for)


def unfold(apps, schema_editor):
    tokens = apps.get_model("members", "MemberNameToken").objects
    tokens.filter(token__startswith=WHOLE_NAME).delete()

    def tokens_for(name, is_changed):
        return sorted(_former_tokens(name)) if is_changed else []

    _rewrite(apps, tokens_for)


class Migration(migrations.Migration):
    dependencies = [("members", "0005_members_in")]

    operations = [
        migrations.RunPython(fold, unfold),
        migrations.CreateModel(
            name="MovedIdentityRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("relation", models.CharField(max_length=80)),
                ("row_id", models.BigIntegerField()),
                (
                    "identity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.memberidentity",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a moved identity",
                "verbose_name_plural": "rows of moved identities",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("relation", "row_id"),
                        name="moved_row_noted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("identity__isnull", True),
                                ("member__isnull", False),
                            ),
                            models.Q(
                                ("identity__isnull", False),
                                ("member__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="moved_row_has_one_owner",
                    ),
                ],
            },
        ),
    ]
