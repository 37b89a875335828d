"""The database notes when interactions change."""

import django.db.models.functions.datetime
from django.db import migrations, models

from common.db.change_times import forget_changes, note_changes

TABLES = ("teamwork_interaction",)


def note(apps, schema_editor):
    for table in TABLES:
        note_changes(schema_editor, table)


def forget(apps, schema_editor):
    for table in TABLES:
        forget_changes(schema_editor, table)


class Migration(migrations.Migration):

    dependencies = [
        ("teamwork", "0007_chained_undo"),
    ]

    operations = [
        migrations.AddField(
            model_name="interaction",
            name="updated_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                verbose_name="changed at",
            ),
        ),
        migrations.RunPython(note, forget),
    ]
