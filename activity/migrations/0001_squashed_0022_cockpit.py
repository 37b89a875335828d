"""All tables of the app at once, for databases that begin here."""

import activity.models.events
import activity.models.feeds
import activity.models.mappings
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import members.models.validators
from django.conf import settings
from django.db import migrations, models

from activity.migrations._append_only import guard
from common.db.partitions import CreatePartitionedModel


def store_uncompressed(apps, schema_editor):
    # Bits of some weeks are cut out of a value, which a compressed one must be unpacked for.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE activity_memberweekset ALTER COLUMN bits SET STORAGE EXTERNAL")


class Migration(migrations.Migration):

    replaces = [
        ('activity', '0001_initial'),
        ('activity', '0002_append_only'),
        ('activity', '0003_night_pinned'),
        ('activity', '0004_recounts'),
        ('activity', '0005_members_by_status'),
        ('activity', '0006_shard_plans'),
        ('activity', '0007_keys'),
        ('activity', '0008_moved_identity_events'),
        ('activity', '0009_source_mapping_valid'),
        ('activity', '0010_clock'),
        ('activity', '0011_stopped_batches'),
        ('activity', '0012_nightly_run'),
        ('activity', '0013_batch_counts'),
        ('activity', '0014_column_mappings'),
        ('activity', '0015_event_details'),
        ('activity', '0016_source_time_format'),
        ('activity', '0017_feed_state'),
        ('activity', '0018_connection_channel'),
        ('activity', '0019_history'),
        ('activity', '0020_threads_of_posts'),
        ('activity', '0021_import_sheet'),
        ('activity', '0022_cockpit'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('common', '0001_squashed_0007_audit'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(help_text='Letters, digits, - and _; cannot change later.', max_length=40, unique=True, verbose_name='name')),
                ('label', models.CharField(blank=True, max_length=60, validators=[members.models.validators.validate_readable], verbose_name='label')),
                ('platform', models.CharField(blank=True, help_text="Sources that share member ids share a platform; empty: the source's own name.", max_length=40, validators=[members.models.validators.validate_readable], verbose_name='platform of its member ids')),
                ('time_zone', models.CharField(blank=True, help_text='Empty: such times are refused.', max_length=40, validators=[activity.models.events.validate_time_zone], verbose_name='time zone of times without offset')),
                ('time_format', models.CharField(choices=[('auto', 'Only what can mean one thing'), ('day_first', 'Day first: 31/12/2026'), ('month_first', 'Month first: 12/31/2026'), ('excel_serial', 'Numbers of Excel: 46143.378'), ('epoch_seconds', 'Seconds since 1970'), ('epoch_milliseconds', 'Milliseconds since 1970')], default='auto', help_text='How times are read that can mean several moments, such as 5/1/2026 or 46143.378.', max_length=20, verbose_name='format of times')),
                ('clock_change', models.CharField(choices=[('refuse', 'Refuse the row'), ('earlier', 'Take the earlier moment'), ('later', 'Take the later moment')], default='refuse', max_length=8, verbose_name='local times that a clock change skips or repeats')),
                ('unknown_members', models.CharField(choices=[('create', 'Create them'), ('refuse', 'Refuse the row')], default='create', max_length=6, verbose_name='unknown members')),
                ('threads', models.CharField(choices=[('auto', 'As its rows show'), ('chat', 'Group chat: put messages together by time and topic'), ('forum', 'Forum: each post without a thread opens one')], default='auto', help_text='Where rows do not say to which thread a post belongs. If you choose the group chat, stored posts are put together too.', max_length=5, verbose_name='posts without a thread')),
                ('history_until', models.DateField(blank=True, help_text='What was posted before this day is history: it is learnt from, but raises no news. Empty: what is older than 30 days when it arrives.', null=True, verbose_name='history until')),
                ('columns', models.JSONField(blank=True, default=dict, validators=[activity.models.mappings.validate_columns], verbose_name='columns')),
                ('kinds', models.JSONField(blank=True, default=dict, validators=[activity.models.mappings.validate_kinds], verbose_name='kinds')),
            ],
            options={
                'verbose_name': 'event source',
                'verbose_name_plural': 'event sources',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ClockReading',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('believed_at', models.DateTimeField(help_text='What the clock said when it was last believed.', null=True)),
                ('boot', models.CharField(blank=True, help_text='Which start of which machine.', max_length=40)),
                ('uptime', models.FloatField(default=0, help_text='Seconds since that start.')),
                ('doubt', models.CharField(blank=True, choices=[('clock_ahead', 'The clock is ahead'), ('clock_behind', 'The clock is behind')], max_length=12)),
                ('doubted_at', models.DateTimeField(help_text='What the clock says while it is not believed.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_clock_reading')],
            },
        ),
        migrations.CreateModel(
            name='CommunityWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('week_start', models.DateField(verbose_name='week')),
                ('active_members', models.PositiveIntegerField(verbose_name='active members')),
                ('new_members', models.PositiveIntegerField(verbose_name='new')),
                ('returning_members', models.PositiveIntegerField(verbose_name='returning')),
                ('dimension_members', models.JSONField(verbose_name='active members per dimension')),
                ('dimension_events', models.JSONField(verbose_name='events per dimension')),
            ],
            options={
                'verbose_name': 'community week',
                'verbose_name_plural': 'community weeks',
                'ordering': ('week_start',),
                'constraints': [models.UniqueConstraint(fields=('generation', 'week_start'), name='community_week_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedCursor',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('events_through', models.BigIntegerField(default=0)),
                ('counted_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_feed_cursor')],
            },
        ),
        migrations.CreateModel(
            name='IngestBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.CharField(choices=[('events', 'Events'), ('posts', 'Posts'), ('reactions', 'Reactions'), ('members', 'Members')], default='events', max_length=9, verbose_name='content')),
                ('channel', models.CharField(choices=[('rest', 'REST'), ('page', 'Page'), ('command', 'Command'), ('pull', 'Connection')], max_length=7, verbose_name='channel')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('sheet', models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='sheet')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('received', models.BigIntegerField(default=0, verbose_name='received')),
                ('accepted', models.BigIntegerField(default=0, verbose_name='accepted')),
                ('duplicate', models.BigIntegerField(default=0, verbose_name='duplicate')),
                ('changed', models.BigIntegerField(default=0, verbose_name='changed')),
                ('ignored', models.BigIntegerField(default=0, verbose_name='ignored')),
                ('rejected', models.BigIntegerField(default=0, verbose_name='rejected')),
                ('created_members', models.BigIntegerField(default=0, verbose_name='new members')),
                ('stopped', models.CharField(blank=True, choices=[('all_rejected', 'Nothing could be read'), ('too_many_rejected', 'Too many rejected rows')], max_length=20, verbose_name='stopped')),
                ('ignored_kinds', models.JSONField(blank=True, default=dict, verbose_name='ignored kinds')),
                ('notes', models.JSONField(blank=True, default=list, verbose_name='notes')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='common.jobrun')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='activity.eventsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ('-id',),
                'constraints': [models.CheckConstraint(condition=models.Q(('received', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('accepted'), '+', models.F('duplicate')), '+', models.F('changed')), '+', models.F('ignored')), '+', models.F('rejected')))), name='every_row_accounted_for')],
            },
        ),
        migrations.CreateModel(
            name='ActivityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=128)),
                ('kind', models.PositiveSmallIntegerField(choices=[(1, 'login'), (2, 'view'), (3, 'search'), (9, 'background_refresh'), (10, 'like'), (11, 'favourite'), (12, 'share'), (13, 'vote'), (20, 'comment'), (21, 'reply'), (22, 'chat_message'), (30, 'post'), (31, 'answer'), (32, 'photo'), (33, 'video'), (40, 'event_signup'), (41, 'event_attend'), (42, 'test_drive'), (43, 'survey')])),
                ('quantity', models.PositiveSmallIntegerField(default=1)),
                ('occurred_at', models.DateTimeField()),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.eventsource')),
                ('batch', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.ingestbatch')),
            ],
            options={
                'verbose_name': 'activity event',
                'verbose_name_plural': 'activity events',
                'indexes': [models.Index(fields=['member', '-occurred_at'], name='event_member_time'), django.contrib.postgres.indexes.BrinIndex(fields=['occurred_at'], name='event_time_brin')],
                'constraints': [models.UniqueConstraint(fields=('source', 'external_id'), name='event_stored_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='event_quantity_positive')],
            },
        ),
        migrations.CreateModel(
            name='MemberRecount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
            ],
        ),
        CreatePartitionedModel(
            name='MemberSeries',
            fields=[
                ('pk', models.CompositePrimaryKey('generation', 'member_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('first_activity_at', models.DateTimeField()),
                ('last_activity_at', models.DateTimeField()),
                ('presence_total', models.BigIntegerField()),
                ('light_total', models.BigIntegerField()),
                ('conversation_total', models.BigIntegerField()),
                ('creation_total', models.BigIntegerField()),
                ('participation_total', models.BigIntegerField()),
                ('weeks', models.BinaryField()),
                ('member', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='MemberWeekSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('shard', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=20)),
                ('first_member', models.BigIntegerField()),
                ('first_week', models.IntegerField()),
                ('stride', models.PositiveIntegerField()),
                ('bits', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('generation', 'name', 'shard'), name='member_week_set_once')],
            },
        ),
        migrations.CreateModel(
            name='NightlyRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('business_date', models.DateField(unique=True, verbose_name='business date')),
                ('mode', models.CharField(choices=[('incremental', 'Incremental'), ('full', 'Full rebuild')], max_length=11, verbose_name='mode')),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done')], default='running', max_length=7, verbose_name='state')),
                ('generation', models.PositiveIntegerField(unique=True, verbose_name='generation')),
                ('base_generation', models.PositiveIntegerField(blank=True, null=True)),
                ('base_date', models.DateField(blank=True, null=True, verbose_name='based on')),
                ('base_events_through', models.BigIntegerField(blank=True, null=True)),
                ('events_through', models.BigIntegerField(help_text='Events with a greater id wait for the next night.', verbose_name='events through')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('events_read', models.BigIntegerField(default=0, verbose_name='events read')),
                ('member_count', models.BigIntegerField(default=0, verbose_name='members with activity')),
                ('set_aside_at', models.DateTimeField(blank=True, help_text='It was run while the clock was ahead; its results are replaced, and its day gets a night again.', null=True, verbose_name='set aside at')),
                ('pinned', models.JSONField(default=dict, help_text='What each part of the night goes by, fixed when it opened (part name -> value).')),
            ],
            options={
                'verbose_name': 'night',
                'verbose_name_plural': 'nights',
                'db_table': 'activity_night',
                'ordering': ('-business_date',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state', 'running')), models.Q(('finished_at__isnull', False), ('state', 'done')), _connector='OR'), name='night_done_has_time')],
            },
        ),
        migrations.CreateModel(
            name='NightShard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('first_member', models.BigIntegerField()),
                ('last_member', models.BigIntegerField()),
                ('stage', models.PositiveSmallIntegerField(choices=[(0, 'Waiting'), (1, 'Series written'), (2, 'Summaries written'), (3, 'Done')], default=0)),
                ('events_read', models.BigIntegerField(default=0)),
                ('member_count', models.BigIntegerField(default=0)),
                ('gathered', models.BinaryField(default=bytes)),
                ('night', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shards', to='activity.nightlyrun')),
            ],
            options={
                'ordering': ('number',),
                'constraints': [models.UniqueConstraint(fields=('night', 'generation', 'number'), name='shard_once_per_plan')],
            },
        ),
        migrations.CreateModel(
            name='PublishedGeneration',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('business_date', models.DateField()),
                ('events_through', models.BigIntegerField()),
                ('published_at', models.DateTimeField()),
                ('members_by_status', models.JSONField(help_text='Owner status -> members who counted when it was published; null: not counted yet.', null=True)),
                ('night', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.nightlyrun')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_published_generation')],
            },
        ),
        migrations.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.BigIntegerField(verbose_name='line')),
                ('code', models.CharField(max_length=30, verbose_name='code')),
                ('faults', models.JSONField(default=list, verbose_name='faults')),
                ('raw', models.TextField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejected_rows', to='activity.ingestbatch')),
            ],
            options={
                'verbose_name': 'rejected row',
                'verbose_name_plural': 'rejected rows',
                'ordering': ('line',),
                'constraints': [models.UniqueConstraint(fields=('batch', 'line'), name='line_rejected_once')],
            },
        ),
        migrations.CreateModel(
            name='EventDetail',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='detail', serialize=False, to='activity.activityevent')),
                ('object_type', models.CharField(blank=True, choices=[('post', 'Post'), ('activity', 'Activity'), ('page', 'Page'), ('product', 'Product'), ('other', 'Other')], max_length=8, verbose_name='kind of object')),
                ('object_id', models.CharField(blank=True, max_length=128, verbose_name='object')),
                ('properties', models.JSONField(blank=True, default=dict, verbose_name='properties')),
            ],
            options={
                'verbose_name': 'detail of an event',
                'verbose_name_plural': 'details of events',
                'indexes': [models.Index(condition=models.Q(('object_id', ''), _negated=True), fields=['object_type', 'object_id'], name='event_object')],
            },
        ),
        migrations.CreateModel(
            name='MovedIdentityEvent',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='activity.activityevent')),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.memberidentity')),
            ],
            options={
                'verbose_name': 'event of a moved identity',
                'verbose_name_plural': 'events of moved identities',
            },
        ),
        CreatePartitionedModel(
            name='ActivitySummary',
            fields=[
                ('pk', models.CompositePrimaryKey('generation', 'member_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('first_activity_at', models.DateTimeField(verbose_name='first activity')),
                ('last_activity_at', models.DateTimeField(verbose_name='last activity')),
                ('active_days', models.PositiveIntegerField(verbose_name='active days, 156 weeks')),
                ('active_days_28', models.PositiveSmallIntegerField(verbose_name='active days, 28 days')),
                ('active_weeks', models.PositiveSmallIntegerField(verbose_name='active weeks, 156 weeks')),
                ('active_weeks_52', models.PositiveSmallIntegerField(verbose_name='active weeks, 52 weeks')),
                ('tenure_weeks', models.PositiveSmallIntegerField(verbose_name='weeks since first activity')),
                ('usual_days_per_week', models.FloatField(verbose_name='usual active days a week')),
                ('level', models.FloatField(verbose_name='active days a week, lately')),
                ('long_level', models.FloatField(verbose_name='active days a week, long-term')),
                ('change', models.FloatField(verbose_name='change against own level')),
                ('percentile', models.FloatField(verbose_name='community percentile')),
                ('presence_short', models.FloatField(verbose_name='presence, lately')),
                ('light_short', models.FloatField(verbose_name='light interaction, lately')),
                ('conversation_short', models.FloatField(verbose_name='conversation, lately')),
                ('creation_short', models.FloatField(verbose_name='creation, lately')),
                ('participation_short', models.FloatField(verbose_name='participation, lately')),
                ('presence_long', models.FloatField(verbose_name='presence, long-term')),
                ('light_long', models.FloatField(verbose_name='light interaction, long-term')),
                ('conversation_long', models.FloatField(verbose_name='conversation, long-term')),
                ('creation_long', models.FloatField(verbose_name='creation, long-term')),
                ('participation_long', models.FloatField(verbose_name='participation, long-term')),
                ('member', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='summaries', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'activity summary',
                'verbose_name_plural': 'activity summaries',
                'indexes': [models.Index(fields=['generation', 'last_activity_at'], name='summary_last'), models.Index(fields=['generation', 'level'], name='summary_level'), models.Index(fields=['generation', 'change'], name='summary_change')],
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.CharField(choices=[('events', 'Events'), ('posts', 'Posts'), ('reactions', 'Reactions'), ('members', 'Members')], max_length=9, verbose_name='content')),
                ('digest', models.CharField(max_length=64)),
                ('header', models.JSONField(default=list, verbose_name='header')),
                ('columns', models.JSONField(default=dict, verbose_name='columns')),
                ('used_at', models.DateTimeField(verbose_name='last used')),
                ('kept_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='kept by')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='column_mappings', to='activity.eventsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'mapping of columns',
                'verbose_name_plural': 'mappings of columns',
                'ordering': ('-used_at',),
                'constraints': [models.UniqueConstraint(fields=('source', 'content', 'digest'), name='columns_mapped_once_a_header')],
            },
        ),
        migrations.CreateModel(
            name='FeedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('hours', models.JSONField(default=activity.models.feeds.hours_of_a_day)),
                ('last_at', models.DateTimeField(help_text='The latest event that happened on this day.', null=True)),
                ('arrivals', models.PositiveIntegerField(default=0, help_text='Bit n: events of any day arrived in hour n of this day.')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activity.eventsource')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'kind', 'day'), name='feed_day_once')],
            },
        ),
        migrations.CreateModel(
            name='FeedSilence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=20)),
                ('silent_since', models.DateTimeField(verbose_name='silent since')),
                ('silent_until', models.DateTimeField(blank=True, help_text='Empty: no events have come since.', null=True, verbose_name='events again from')),
                ('alarm_since', models.DateTimeField(verbose_name='alarm since')),
                ('expected', models.FloatField(verbose_name='events due')),
                ('cause', models.CharField(choices=[('nothing', 'No rows arrived'), ('refused', 'Rows arrived, and all were rejected'), ('turned_away', 'Rows of an unknown kind were rejected')], max_length=11, verbose_name='what arrived')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='rows rejected')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='alarm ended')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='seen at')),
                ('decision', models.CharField(blank=True, choices=[('ended', 'This source has ended'), ('lost', 'These data are lost')], max_length=5, verbose_name='decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('reason', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='seen by')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='silences', to='activity.eventsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'silence of a source',
                'verbose_name_plural': 'silences of sources',
                'ordering': ('-silent_since', 'scope'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('source', 'scope'), name='one_open_silence_a_feed'), models.CheckConstraint(condition=models.Q(('decision', ''), models.Q(('reason', ''), _negated=True), _connector='OR'), name='silence_decision_has_reason'), models.CheckConstraint(condition=models.Q(('silent_until__isnull', True), ('silent_until__gte', models.F('silent_since')), _connector='OR'), name='silence_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='FeedState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=20)),
                ('last_event_at', models.DateTimeField(null=True, verbose_name='last event')),
                ('last_arrival_at', models.DateTimeField(null=True, verbose_name='last arrival')),
                ('usual_by_weekday', models.JSONField(default=list, help_text='Empty: too little is known.', verbose_name='events a day, by weekday')),
                ('usual_gap_hours', models.FloatField(null=True, verbose_name='longest usual silence, hours')),
                ('expected', models.FloatField(default=0, verbose_name='events due since the last one')),
                ('checked_at', models.DateTimeField(verbose_name='checked at')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='activity.eventsource')),
            ],
            options={
                'verbose_name': 'feed',
                'verbose_name_plural': 'feeds',
                'ordering': ('source', 'scope'),
                'constraints': [models.UniqueConstraint(fields=('source', 'scope'), name='feed_state_once')],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.RunPython(store_uncompressed, migrations.RunPython.noop),
    ]
