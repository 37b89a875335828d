"""All tables of the app at once, for databases that begin here."""

import common.db.fields
import django.db.models.deletion
import members.models.validators
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('integrations', '0001_connections'),
        ('integrations', '0002_channels'),
        ('integrations', '0003_import_numbers'),
    ]

    initial = True

    dependencies = [
        ('activity', '0001_squashed_0022_cockpit'),
        ('auth', '__first__'),
        ('community', '0001_squashed_0025_answered_back'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('feishu', 'Feishu group robot'), ('dingtalk', 'DingTalk group robot'), ('wecom', 'WeCom group robot')], editable=False, max_length=8, verbose_name='kind')),
                ('name', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('address', common.db.fields.EncryptedTextField(blank=True, editable=False, verbose_name='address')),
                ('secret', common.db.fields.EncryptedTextField(blank=True, editable=False, verbose_name='secret')),
                ('recipients', models.JSONField(blank=True, default=list, editable=False, verbose_name='recipients')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'message channel',
                'verbose_name_plural': 'message channels',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('platform', models.CharField(editable=False, max_length=20, verbose_name='platform')),
                ('name', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('base_url', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('options', models.JSONField(blank=True, default=dict, editable=False)),
                ('secrets_text', common.db.fields.EncryptedTextField(blank=True, editable=False)),
                ('state', models.CharField(choices=[('new', 'Nothing came yet'), ('ok', 'Works'), ('failing', 'Fails'), ('paused', 'Paused by staff')], default='new', editable=False, max_length=7, verbose_name='state')),
                ('failures', models.PositiveIntegerField(default=0, editable=False, verbose_name='failures in a row')),
                ('last_run_at', models.DateTimeField(editable=False, null=True, verbose_name='last run')),
                ('last_success_at', models.DateTimeField(editable=False, null=True, verbose_name='last success')),
                ('last_error', models.CharField(blank=True, editable=False, max_length=20, verbose_name='last error')),
                ('last_error_detail', models.CharField(blank=True, editable=False, max_length=300)),
                ('next_run_at', models.DateTimeField(editable=False, null=True, verbose_name='next run')),
                ('newest_row_at', models.DateTimeField(editable=False, null=True, verbose_name='newest row')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('source', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='connection', to='activity.eventsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'connection',
                'verbose_name_plural': 'connections',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ConnectionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('pull', 'Fetched'), ('push', 'Sent to us')], max_length=4, verbose_name='channel')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('finished_at', models.DateTimeField(verbose_name='finished at')),
                ('counts', models.JSONField(default=dict)),
                ('faults', models.JSONField(default=list)),
                ('error', models.CharField(blank=True, max_length=20, verbose_name='error')),
                ('error_detail', models.CharField(blank=True, max_length=300)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='integrations.connection')),
            ],
            options={
                'verbose_name': 'run',
                'verbose_name_plural': 'runs',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='ConnectionCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('value', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cursors', to='integrations.connection')),
            ],
            options={
                'verbose_name': 'cursor',
                'verbose_name_plural': 'cursors',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('connection', 'name'), name='one_cursor_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='kind')),
                ('body', models.TextField()),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('stored', 'Stored'), ('failed', 'Could not be read'), ('expired', 'Expired unread')], default='waiting', max_length=7, verbose_name='state')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='integrations.connection')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('pk',),
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['connection', 'id'], name='delivery_waiting'), models.Index(fields=['received_at'], name='delivery_received')],
                'constraints': [models.UniqueConstraint(fields=('connection', 'key'), name='delivered_once')],
            },
        ),
        migrations.CreateModel(
            name='PlatformCircle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=128, verbose_name='external id')),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.circle')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activity.eventsource')),
            ],
            options={
                'verbose_name': 'circle of a platform',
                'verbose_name_plural': 'circles of platforms',
                'constraints': [models.UniqueConstraint(fields=('source', 'external_id'), name='one_circle_of_a_group')],
            },
        ),
        migrations.CreateModel(
            name='PostNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread_key', models.CharField(max_length=128)),
                ('number', models.PositiveIntegerField()),
                ('external_id', models.CharField(max_length=128)),
                ('answers', models.PositiveIntegerField(null=True)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activity.eventsource')),
            ],
            options={
                'verbose_name': 'number of a post',
                'verbose_name_plural': 'numbers of posts',
                'constraints': [models.UniqueConstraint(fields=('source', 'thread_key', 'number'), name='one_post_of_a_number')],
            },
        ),
    ]
