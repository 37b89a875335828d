"""All tables of the app at once, for databases that begin here."""

import common.db.fields
import django.db.models.deletion
import insights.models.webhooks
import members.models.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('insights', '0001_initial'),
        ('insights', '0002_webhooks'),
        ('insights', '0003_pages_by_index'),
        ('insights', '0004_spell_reasons'),
        ('insights', '0005_webhooks_in_the_outbox'),
        ('insights', '0006_event_kinds_of_webhooks'),
        ('insights', '0007_cockpit'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('kind', models.CharField(choices=[('rule', 'By rule'), ('list', 'Fixed list')], default='rule', max_length=4, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='what for')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archived at')),
                ('counted_at', models.DateTimeField(blank=True, null=True, verbose_name='counted at')),
                ('counted_generation', models.PositiveIntegerField(default=0)),
                ('counted_version', models.PositiveIntegerField(default=0)),
                ('member_count', models.PositiveIntegerField(default=0, verbose_name='members')),
                ('failure', models.CharField(blank=True, max_length=20, verbose_name='failure')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'segments',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('event_kinds', models.JSONField(blank=True, default=insights.models.webhooks.followed_by_default, help_text='Of which events it is notified.', verbose_name='events')),
                ('secret', common.db.fields.EncryptedTextField(editable=False)),
                ('old_secret', common.db.fields.EncryptedTextField(blank=True, editable=False)),
                ('old_secret_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('segments', models.ManyToManyField(blank=True, help_text='Of which segments; none chosen means all.', related_name='webhooks', to='insights.segment', verbose_name='segments')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Annotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('kind', models.CharField(choices=[('ota', 'OTA update'), ('campaign', 'Campaign'), ('recall', 'Recall'), ('other', 'Other')], default='other', max_length=8, verbose_name='kind')),
                ('text', models.CharField(max_length=60, validators=[members.models.validators.validate_readable], verbose_name='what happened')),
                ('city', models.CharField(blank=True, help_text='Empty: everywhere.', max_length=30, validators=[members.models.validators.validate_readable], verbose_name='city')),
                ('model_series', models.CharField(blank=True, help_text='Empty: every model.', max_length=40, validators=[members.models.validators.validate_readable], verbose_name='model series')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'annotation',
                'verbose_name_plural': 'annotations',
                'ordering': ('-day', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('day', 'kind', 'text', 'city', 'model_series'), name='annotation_once')],
            },
        ),
        migrations.CreateModel(
            name='Dashboard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with the team')),
                ('cards', models.JSONField(default=list, verbose_name='cards')),
                ('query', models.CharField(blank=True, max_length=500, verbose_name='filter')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deleted at')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dashboards', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'dashboard',
                'verbose_name_plural': 'dashboards',
                'ordering': ('name', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('owner', 'name'), name='dashboard_once_per_name')],
            },
        ),
        migrations.CreateModel(
            name='SegmentSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='since')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('ended_version', models.PositiveIntegerField(blank=True, null=True, verbose_name='version when it ended')),
                ('reason', models.JSONField(default=list, verbose_name='conditions that held')),
                ('start_values', models.JSONField(null=True, verbose_name='values at the start')),
                ('end_reason', models.JSONField(null=True, verbose_name='conditions that no longer held')),
                ('end_values', models.JSONField(null=True, verbose_name='values at the end')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segment_spells', to='members.member', verbose_name='member')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spells', to='insights.segment')),
            ],
            options={
                'verbose_name': 'membership of a segment',
                'verbose_name_plural': 'memberships of segments',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['segment', 'started_at'], name='segment_joined'), models.Index(fields=['segment', 'ended_at'], name='segment_left'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['segment', 'id'], name='segment_inside')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('segment', 'member'), name='in_a_segment_once'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='segment_spell_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='SegmentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('rule', models.JSONField(verbose_name='rule')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='insights.segment')),
            ],
            options={
                'verbose_name': 'version of a segment',
                'verbose_name_plural': 'versions of segments',
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('segment', 'number'), name='segment_version_once')],
            },
        ),
    ]
