from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Placements say when their post was written."""
    placements, posts = apps.get_model("alerts", "Placement"), apps.get_model("community", "Post")
    written = posts.objects.filter(pk=OuterRef("post_id")).values("posted_at")
    placements.objects.update(posted_at=Subquery(written))


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_care"), ("community", "0008_reading_author_known")]

    operations = [
        migrations.AddField(model_name="placement", name="posted_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
