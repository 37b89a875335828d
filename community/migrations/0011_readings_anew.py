from django.db import migrations
from django.db.models import Exists, OuterRef


def mark(apps, schema_editor):
    """Answers that were answered back are known; all else that readings say now is read anew from the first post on."""
    readings = apps.get_model("community", "PostReading").objects
    back = readings.filter(author_id=OuterRef("to_member_id"), to_member_id=OuterRef("author_id"))
    readings.filter(to_member_id__isnull=False).filter(Exists(back)).update(answered_back=True)
    apps.get_model("community", "QuestionReading").objects.update(through_post=0)


class Migration(migrations.Migration):
    dependencies = [("community", "0010_reactions")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
