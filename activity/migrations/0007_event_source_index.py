"""An event's source is found by the key that holds each event once: an index of its own only made ingest slower."""

import django.db.models.deletion
from django.db import migrations, models

NAME = "activity_activityevent_source_id_cb3afc54"


class Migration(migrations.Migration):
    dependencies = [("activity", "0006_shard_stages")]

    operations = [
        # In words of our own: SQLite would copy the whole table for it, and leave its triggers behind.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{NAME}"',
                    f'CREATE INDEX "{NAME}" ON "activity_activityevent" ("source_id")',
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="activityevent",
                    name="source",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activity.eventsource",
                    ),
                )
            ],
        )
    ]
