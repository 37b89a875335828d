"""A shard belongs to one plan of its night, and has one stage more; a night that was cut off is planned anew."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

DONE, DONE_BEFORE = 3, 2


def forwards(apps: Any, _schema_editor: Any) -> None:
    Night, NightShard = (apps.get_model("activity", name) for name in ("Night", "NightShard"))
    # What an unfinished night gathered does not tell yet who counts: its shards begin again, in a plan of their own.
    NightShard.objects.filter(night__state="running").delete()
    Night.objects.filter(state="running").update(pinned={})
    of_night = Night.objects.filter(pk=OuterRef("night_id")).values("generation")
    NightShard.objects.update(generation=Subquery(of_night[:1]), stage=DONE)


def backwards(apps: Any, _schema_editor: Any) -> None:
    Night, NightShard = (apps.get_model("activity", name) for name in ("Night", "NightShard"))
    NightShard.objects.exclude(generation=models.F("night__generation")).delete()
    NightShard.objects.filter(night__state="running").delete()
    Night.objects.filter(state="running").update(pinned={})
    NightShard.objects.filter(stage=DONE).update(stage=DONE_BEFORE)


class Migration(migrations.Migration):
    dependencies = [("activity", "0005_members_by_status")]

    operations = [
        migrations.RemoveConstraint(model_name="nightshard", name="shard_once_per_night"),
        migrations.AddField(
            model_name="nightshard", name="generation", field=models.PositiveIntegerField(default=0), preserve_default=False
        ),
        migrations.AlterField(
            model_name="nightshard",
            name="stage",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Waiting"), (1, "Series written"), (2, "Summaries written"), (3, "Done")], default=0
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
