"""The audit log: rows that nobody can change or delete; the database refuses."""

import django.db.models.functions.datetime
from django.db import migrations, models

from common.migrations._append_only import guard, unguard


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0006_receivers_of_the_outbox'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('record_id', models.BigIntegerField(unique=True)),
                ('previous', models.CharField(max_length=64, unique=True)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'verbose_name': 'seal of the audit log',
                'verbose_name_plural': 'seals of the audit log',
            },
        ),
        migrations.CreateModel(
            name='AuditRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False, verbose_name='when')),
                ('actor_kind', models.CharField(choices=[('staff', 'Colleague'), ('token', 'System with a token'), ('system', 'kocops itself'), ('visitor', 'Without a login')], max_length=8, verbose_name='kind of actor')),
                ('actor_id', models.BigIntegerField(db_index=True, null=True, verbose_name='account')),
                ('actor_words', models.CharField(blank=True, max_length=150, verbose_name='who')),
                ('act', models.CharField(choices=[('create', 'created'), ('change', 'changed'), ('delete', 'deleted'), ('login', 'logged in'), ('logout', 'logged out'), ('refused', 'login refused'), ('locked', 'login locked'), ('confirmed', 'confirmed who they are'), ('export', 'exported'), ('unmask', 'looked at in full')], max_length=10, verbose_name='act')),
                ('cause', models.CharField(blank=True, max_length=120, verbose_name='by')),
                ('object_type', models.CharField(max_length=60, verbose_name='kind of object')),
                ('object_id', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('object_words', models.CharField(blank=True, max_length=150, verbose_name='what')),
                ('about_type', models.CharField(blank=True, max_length=60)),
                ('about_id', models.CharField(blank=True, max_length=60)),
                ('changes', models.JSONField(default=dict, verbose_name='before and after')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('request_id', models.CharField(blank=True, max_length=128, verbose_name='request')),
            ],
            options={
                'verbose_name': 'entry of the audit log',
                'verbose_name_plural': 'entries of the audit log',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['object_type', 'object_id'], name='audit_by_object'), models.Index(fields=['about_type', 'about_id'], name='audit_by_subject')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
