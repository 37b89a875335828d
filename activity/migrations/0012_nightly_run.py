"""Names of the glossary; tables keep theirs, so nothing is copied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("activity", "0011_stopped_batches"),
        # A model renamed backwards renames its content type.
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelTable("Night", "activity_night"),
        migrations.RenameModel("Night", "NightlyRun"),
    ]
