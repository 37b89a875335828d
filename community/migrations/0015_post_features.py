"""Names of the glossary; tables keep theirs, so nothing is copied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0014_moved_identities"),
        # A model renamed backwards renames its content type.
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelTable("PostReading", "community_postreading"),
        migrations.RenameModel("PostReading", "PostFeatures"),
        migrations.AlterModelTable("QuestionReading", "community_questionreading"),
        migrations.RenameModel("QuestionReading", "ThreadScanCursor"),
    ]
