"""Names of the glossary; tables keep theirs, so nothing is copied."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0004_more_deeds"),
        # A model renamed backwards renames its content type.
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelTable("RoleStanding", "roles_rolestanding"),
        migrations.RenameModel("RoleStanding", "RoleScore"),
    ]
