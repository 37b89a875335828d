"""Words are found in posts by their pairs of letters: on PostgreSQL an index holds them."""

from django.db import migrations

from community.migrations._letter_pairs import forget_pairs, index_pairs


class Migration(migrations.Migration):
    dependencies = [("community", "0011_readings_anew")]

    operations = [migrations.RunPython(index_pairs, forget_pairs)]
