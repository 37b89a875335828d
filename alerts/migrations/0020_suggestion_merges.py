import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0019_question_acts_and_suggestions")]

    operations = [
        migrations.AddField(
            model_name="suggestionchange",
            name="merged",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="alerts.suggestion",
            ),
        ),
        migrations.AddField(
            model_name="suggestionchange",
            name="entries",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="suggestionchange",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="suggestionchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("state", "State"),
                    ("edited", "Edited"),
                    ("merged", "Merged"),
                    ("split", "Split"),
                    ("undone", "Undone"),
                ],
                max_length=6,
                verbose_name="kind",
            ),
        ),
    ]
