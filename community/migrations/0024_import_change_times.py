"""The database notes when posts and questions change."""

import django.db.models.functions.datetime
from django.db import migrations, models

from common.db.change_times import forget_changes, note_changes

TABLES = ("community_post", "community_question")


def note(apps, schema_editor):
    for table in TABLES:
        note_changes(schema_editor, table)


def forget(apps, schema_editor):
    for table in TABLES:
        forget_changes(schema_editor, table)


class Migration(migrations.Migration):

    dependencies = [
        ("community", "0023_changed_threads"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="updated_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="changed at",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="updated_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="changed at",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["updated_at", "id"], name="post_changed"),
        ),
        migrations.RunPython(note, forget),
    ]
