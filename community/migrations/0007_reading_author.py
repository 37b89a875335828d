import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Readings say whose post it is and when it was written; a deleted post has none."""
    readings, posts = apps.get_model("community", "PostReading"), apps.get_model("community", "Post")
    readings.objects.filter(post__is_deleted=True).delete()
    post = posts.objects.filter(pk=OuterRef("post_id"))
    readings.objects.update(
        author_id=Subquery(post.values("author_id")),
        posted_at=Subquery(post.values("posted_at")),
        reactions=Subquery(post.values("reaction_count")),
    )


class Migration(migrations.Migration):
    dependencies = [("community", "0006_pages_by_index"), ("members", "0003_member_by_status")]

    operations = [
        migrations.AddField(
            model_name="postreading",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="readings",
                to="members.member",
            ),
        ),
        migrations.AddField(model_name="postreading", name="posted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="postreading", name="reactions", field=models.PositiveIntegerField(default=0)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
