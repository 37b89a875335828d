"""Names of the glossary; tables keep theirs, so nothing is copied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("teamwork", "0004_interaction_body_digest"),
        # A model renamed backwards renames its content type.
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelTable("DifferentPeople", "teamwork_differentpeople"),
        migrations.RenameModel("DifferentPeople", "NotDuplicate"),
        migrations.RenameField("Nomination", "told_at", "proposer_informed_at"),
    ]
