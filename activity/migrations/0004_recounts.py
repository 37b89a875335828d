"""Of an event only whose it is can be set anew (two members who are one); all else stays refused by the database."""

from django.db import migrations, models
import django.db.models.deletion

FIXED = ("id", "source_id", "external_id", "kind", "quantity", "occurred_at", "batch_id")
POSTGRES = [
    "DROP TRIGGER event_append_only ON activity_activityevent",
    """
    CREATE TRIGGER event_append_only BEFORE DELETE ON activity_activityevent
    FOR EACH ROW EXECUTE FUNCTION kocops_refuse_change()
    """,
    f"""
    CREATE TRIGGER event_fixed BEFORE UPDATE ON activity_activityevent FOR EACH ROW
    WHEN (({", ".join(f"OLD.{name}" for name in FIXED)}) IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in FIXED)}))
    EXECUTE FUNCTION kocops_refuse_change()
    """,
]
POSTGRES_BACK = [
    "DROP TRIGGER event_fixed ON activity_activityevent",
    "DROP TRIGGER event_append_only ON activity_activityevent",
    """
    CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON activity_activityevent
    FOR EACH ROW EXECUTE FUNCTION kocops_refuse_change()
    """,
]
SQLITE = [
    "DROP TRIGGER event_no_update",
    f"""
    CREATE TRIGGER event_no_update BEFORE UPDATE OF {", ".join(FIXED)} ON activity_activityevent
    BEGIN SELECT RAISE(ABORT, 'rows of activity_activityevent are append-only'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER event_no_update",
    """
    CREATE TRIGGER event_no_update BEFORE UPDATE ON activity_activityevent
    BEGIN SELECT RAISE(ABORT, 'rows of activity_activityevent are append-only'); END
    """,
]


def allow_owner(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def fix_owner(apps, schema_editor):
    for statement in POSTGRES_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0003_night_pinned'),
        ('members', '0002_merged_into'),
    ]

    operations = [
        migrations.RunPython(allow_owner, fix_owner),
        migrations.CreateModel(
            name='MemberRecount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
            ],
        ),
    ]
