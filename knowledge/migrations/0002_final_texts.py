"""The text of an approved version never changes again: the database refuses."""

from django.db import migrations

from knowledge.migrations._final_texts import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
