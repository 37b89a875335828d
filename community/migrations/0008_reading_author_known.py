import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0007_reading_author")]

    operations = [
        migrations.AlterField(
            model_name="postreading",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="members.member",
            ),
        ),
        migrations.AlterField(model_name="postreading", name="posted_at", field=models.DateTimeField()),
        migrations.AddIndex(
            model_name="postreading",
            index=models.Index(fields=["author", "posted_at"], name="reading_author_time"),
        ),
    ]
