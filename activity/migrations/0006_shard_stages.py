"""A shard has one stage more, before its last: a night that was cut off goes on where it was."""

from typing import Any

from django.db import migrations, models

SUMMARIES, DONE = 2, 3
DONE_BEFORE = 2


def forwards(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("activity", "NightShard").objects.filter(stage=DONE_BEFORE).update(stage=DONE)


def backwards(apps: Any, _schema_editor: Any) -> None:
    shards = apps.get_model("activity", "NightShard").objects
    if shards.filter(stage=SUMMARIES, night__state="running").exists():
        raise RuntimeError("夜间重算正在进行,请等它完成 · a night is under way: let it finish first")
    shards.filter(stage=DONE).update(stage=DONE_BEFORE)


class Migration(migrations.Migration):
    dependencies = [("activity", "0005_members_by_status")]

    operations = [
        migrations.AlterField(
            model_name="nightshard",
            name="stage",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Waiting"), (1, "Series written"), (2, "Summaries written"), (3, "Done")], default=0
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
