"""A plan holds each shard once. An event's source is found by the key that holds each event once, not by one of its own."""

import django.db.models.deletion
from django.db import migrations, models

NAME = "activity_activityevent_source_id_cb3afc54"


class Migration(migrations.Migration):
    dependencies = [("activity", "0006_shard_plans")]

    operations = [
        migrations.AddConstraint(
            model_name="nightshard",
            constraint=models.UniqueConstraint(fields=("night", "generation", "number"), name="shard_once_per_plan"),
        ),
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
