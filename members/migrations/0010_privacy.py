"""Consents with the notice they refer to, erasures, and looks at personal values.

Consents are append-only in the database: a merge may move a row, erasing a
person may clear its note; anything else is refused.
"""

import django.db.models.deletion
import members.models.validators
from django.conf import settings
from django.db import migrations, models


TABLE = "members_memberconsent"
FIXED = ("id", "purpose", "is_given", "notice", "said_on", "via", "recorded_at")
REFUSED = "rows of members_memberconsent are append-only"
OLD = ", ".join(f"OLD.{name}" for name in FIXED)
NEW = ", ".join(f"NEW.{name}" for name in FIXED)
POSTGRES = [
    f"""
    CREATE OR REPLACE FUNCTION kocops_refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER consent_no_delete BEFORE DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION kocops_refuse_consent_change()
    """,
    f"""
    CREATE TRIGGER consent_fixed BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (({OLD}) IS DISTINCT FROM ({NEW}) OR (NEW.note <> OLD.note AND NEW.note NOT IN ('', '***')))
    EXECUTE FUNCTION kocops_refuse_consent_change()
    """,
]
POSTGRES_BACK = [
    f"DROP TRIGGER consent_fixed ON {TABLE}",
    f"DROP TRIGGER consent_no_delete ON {TABLE}",
    "DROP FUNCTION kocops_refuse_consent_change()",
]
SQLITE = [
    f"""
    CREATE TRIGGER consent_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER consent_fixed BEFORE UPDATE OF {", ".join(FIXED)} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER consent_note BEFORE UPDATE OF note ON {TABLE}
    WHEN NEW.note <> OLD.note AND NEW.note NOT IN ('', '***')
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER consent_note",
    "DROP TRIGGER consent_fixed",
    "DROP TRIGGER consent_no_delete",
]


def guard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if is_postgres else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_BACK if is_postgres else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0007_audit'),
        ('members', '0009_consent_to_works'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='memberconsent',
            name='notice',
            field=models.CharField(blank=True, db_default='', default='', max_length=40, validators=[members.models.validators.validate_readable], verbose_name='version of the privacy notice'),
        ),
        migrations.AddField(
            model_name='memberconsent',
            name='said_on',
            field=models.DateField(blank=True, null=True, verbose_name='said on'),
        ),
        migrations.AddField(
            model_name='memberconsent',
            name='via',
            field=models.CharField(choices=[('page', 'on their page'), ('file', 'by file'), ('api', 'by an interface')], db_default='page', default='page', max_length=4, verbose_name='recorded'),
        ),
        migrations.AlterField(
            model_name='memberconsent',
            name='purpose',
            field=models.CharField(choices=[('engineering', 'VIN to engineering, to look for the cause of a fault'), ('faq', 'Quoting what they wrote in the FAQ, with their name'), ('works', "Use of their works in the brand's own content"), ('outreach', 'Being contacted by the team of the brand'), ('scoring', 'Scores computed about them: dormancy and roles')], max_length=12, verbose_name='purpose'),
        ),
        migrations.AlterField(
            model_name='member',
            name='kind',
            field=models.CharField(choices=[('person', 'Person'), ('staff', 'Staff'), ('bot', 'Bot'), ('test', 'Test account'), ('erased', 'Erased')], default='person', max_length=6, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_numbers', models.JSONField(verbose_name='numbers of their records')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('removed', models.JSONField(default=dict, verbose_name='what was removed')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='common.jobrun')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Unmasking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=100, verbose_name='what')),
                ('row_id', models.CharField(max_length=60, verbose_name='number')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('seen_at', models.DateTimeField(verbose_name='seen at')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='unmaskings', to='members.member', verbose_name='member')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='seen by')),
            ],
            options={
                'verbose_name': 'look at a personal value',
                'verbose_name_plural': 'looks at personal values',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['seen_by', 'seen_at'], name='unmasking_by_reader')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
