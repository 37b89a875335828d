from django.db import migrations
from django.db.models import Exists, OuterRef


def unmark_single_answers(apps, schema_editor):
    """Unmark answers that nobody answered back: a post that was edited to answer
    somebody else kept the mark.
    """
    features = apps.get_model("community", "PostFeatures").objects
    back = features.filter(
        author=OuterRef("to_member"),
        to_member=OuterRef("author"),
    )
    marked = features.filter(answered_back=True)
    marked.exclude(Exists(back)).update(answered_back=False)


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0024_import_change_times"),
    ]

    operations = [
        migrations.RunPython(
            unmark_single_answers,
            migrations.RunPython.noop,
            elidable=True,
        ),
    ]
