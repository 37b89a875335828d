import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0006_placement_time")]

    operations = [
        migrations.AlterField(model_name="placement", name="posted_at", field=models.DateTimeField()),
        migrations.AlterField(
            model_name="placement",
            name="issue",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="placements",
                to="alerts.issue",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["issue", "posted_at"], name="placement_issue_time"),
        ),
    ]
