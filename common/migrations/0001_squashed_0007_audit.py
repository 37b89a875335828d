"""All tables of the app at once, for databases that begin here."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from common.migrations._append_only import guard, unguard


class Migration(migrations.Migration):

    replaces = [
        ('common', '0001_initial'),
        ('common', '0002_token_limit'),
        ('common', '0003_job_unique_key'),
        ('common', '0004_lanes'),
        ('common', '0005_outbox_and_absences'),
        ('common', '0006_receivers_of_the_outbox'),
        ('common', '0007_audit'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
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
            name='LaneTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lane', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60, unique=True)),
                ('ran_at', models.DateTimeField()),
                ('failures', models.PositiveIntegerField(default=0)),
                ('retry_at', models.DateTimeField(blank=True, null=True)),
                ('beat_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'scheduled task',
                'verbose_name_plural': 'scheduled tasks',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('scopes', models.JSONField(default=list, verbose_name='scopes')),
                ('requests_per_minute', models.PositiveIntegerField(default=600, verbose_name='requests a minute')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
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
        migrations.CreateModel(
            name='DomainEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('data', models.JSONField(default=dict)),
                ('occurred_at', models.DateTimeField(verbose_name='occurred at')),
                ('handled_at', models.DateTimeField(blank=True, help_text='When its notifications and messages were written.', null=True)),
            ],
            options={
                'verbose_name': 'event for notifications',
                'verbose_name_plural': 'events for notifications',
                'ordering': ('pk',),
                'indexes': [models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['id'], name='domain_event_unhandled'), models.Index(fields=['subject_type', 'subject_id'], name='domain_event_subject')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receiver_type', models.CharField(max_length=20)),
                ('receiver_id', models.BigIntegerField()),
                ('uid', models.CharField(max_length=40, unique=True, verbose_name='message id')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('uncertain', 'Uncertain whether it arrived'), ('cancelled', 'Cancelled')], default='waiting', max_length=9, verbose_name='state')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('not_before', models.DateTimeField(blank=True, help_text='It is kept until then, for example over quiet hours.', null=True, verbose_name='not before')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When it was sent, failed, cancelled or left uncertain.', null=True, verbose_name='settled at')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'outgoing message',
                'verbose_name_plural': 'outgoing messages',
                'ordering': ('-pk',),
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'sending'))), fields=['receiver_type', 'receiver_id', 'id'], name='outbox_open'), models.Index(fields=['receiver_type', 'receiver_id', '-id'], name='outbox_receiver'), models.Index(fields=['settled_at'], name='outbox_settled'), models.Index(condition=models.Q(('state__in', ('failed', 'uncertain'))), fields=['-id'], name='outbox_unclear')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'sending')), ('settled_at__isnull', False), _connector='OR'), name='settled_message_has_time')],
            },
        ),
        migrations.CreateModel(
            name='OutboxAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempted_at', models.DateTimeField(verbose_name='attempted at')),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='HTTP status')),
                ('fault', models.CharField(blank=True, choices=[('private_address', 'a private address: not reached'), ('unreachable', 'not reachable'), ('too_slow', 'no answer in time'), ('redirect', 'a redirect: not followed'), ('refused', 'refused'), ('rejected', 'refused for good'), ('interrupted', 'interrupted before an answer')], max_length=16, verbose_name='fault')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='milliseconds')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='common.outboxmessage')),
            ],
            options={
                'verbose_name': 'attempt to send',
                'verbose_name_plural': 'attempts to send',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['attempted_at'], name='outbox_attempted')],
            },
        ),
        migrations.CreateModel(
            name='OutboxReceiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receiver_type', models.CharField(max_length=20)),
                ('receiver_id', models.BigIntegerField()),
                ('pause', models.CharField(blank=True, choices=[('staff', 'Paused by staff'), ('failing', 'Paused: it failed too often'), ('gone', 'Paused: it answered that it is gone')], max_length=8, verbose_name='state')),
                ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='next attempt')),
            ],
            options={
                'verbose_name': 'receiver of messages',
                'verbose_name_plural': 'receivers of messages',
                'constraints': [models.UniqueConstraint(fields=('receiver_type', 'receiver_id'), name='outbox_receiver_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with the team')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('owner', 'page', 'name'), name='saved_view_once_per_name')],
            },
        ),
        migrations.CreateModel(
            name='StaffAbsence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='stand-in')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='colleague')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ('starts_on', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(('stand_in', models.F('user')), _negated=True), name='nobody_stands_in_for_themselves')],
            },
        ),
        migrations.CreateModel(
            name='ColumnChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=80)),
                ('columns', models.JSONField(default=list)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'page'), name='column_choice_once_per_page')],
            },
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('arguments', models.JSONField(default=dict)),
                ('unique_key', models.CharField(blank=True, help_text='Of the open jobs with the same key there is only one; empty: any number.', max_length=80)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('parked', 'Parked'), ('cancelled', 'Cancelled')], db_index=True, default='waiting', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('progress_done', models.BigIntegerField(default=0)),
                ('progress_total', models.BigIntegerField(blank=True, null=True)),
                ('doing', models.CharField(blank=True, max_length=200)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('cancel_requested', models.BooleanField(default=False)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('retry_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.TextField(blank=True)),
                ('result', models.JSONField(default=dict)),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'job run',
                'verbose_name_plural': 'job runs',
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__isnull', False), ('state__in', ('waiting', 'running')), _connector='OR'), name='job_finished_has_time'), models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running')), models.Q(('unique_key', ''), _negated=True)), fields=('unique_key',), name='one_open_job_of_a_key')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
