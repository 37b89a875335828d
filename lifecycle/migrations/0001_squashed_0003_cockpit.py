"""All tables of the app at once, for databases that begin here."""

import django.db.models.deletion
import members.models.validators
from django.conf import settings
from django.db import migrations, models

from common.db.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    replaces = [
        ('lifecycle', '0001_initial'),
        ('lifecycle', '0002_held_states'),
        ('lifecycle', '0003_cockpit'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='DormancyBacktest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy_version', models.PositiveIntegerField(verbose_name='policy')),
                ('business_date', models.DateField(verbose_name='business date')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('members', models.PositiveIntegerField(verbose_name='members')),
                ('figures', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'backtest',
                'verbose_name_plural': 'backtests',
                'ordering': ('-created_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='DormancyFlow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('shard', models.PositiveSmallIntegerField()),
                ('week_start', models.DateField(verbose_name='week')),
                ('from_state', models.PositiveSmallIntegerField(choices=[(0, 'Too little history'), (1, 'Active'), (2, 'Cooling'), (3, 'Dormant'), (4, 'Returned')])),
                ('to_state', models.PositiveSmallIntegerField(choices=[(0, 'Too little history'), (1, 'Active'), (2, 'Cooling'), (3, 'Dormant'), (4, 'Returned')])),
                ('members', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'flow between states',
                'verbose_name_plural': 'flows between states',
                'constraints': [models.UniqueConstraint(fields=('generation', 'shard', 'week_start', 'from_state', 'to_state'), name='dormancy_flow_once')],
            },
        ),
        migrations.CreateModel(
            name='DormancyPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('origin', models.CharField(choices=[('shipped', 'As shipped'), ('refit', "Refitted on the community's own past"), ('edited', 'Edited by staff')], max_length=7, verbose_name='origin')),
                ('scorecard', models.JSONField(verbose_name='scorecard')),
                ('thresholds', models.JSONField(verbose_name='thresholds')),
                ('record', models.JSONField(blank=True, default=dict, verbose_name='record of the fit')),
                ('note', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='why')),
                ('replays_states', models.BooleanField(default=False, help_text='The next night walks through the whole past again; otherwise states go on from where they are.', verbose_name='states are decided anew')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'dormancy policy',
                'verbose_name_plural': 'dormancy policies',
                'ordering': ('-version',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DormancyDispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('disputed_state', models.PositiveSmallIntegerField(choices=[(0, 'Too little history'), (1, 'Active'), (2, 'Cooling'), (3, 'Dormant'), (4, 'Returned')], verbose_name='disputed state')),
                ('score', models.FloatField(verbose_name='chance of silence')),
                ('policy_version', models.PositiveIntegerField(verbose_name='policy')),
                ('reason', models.CharField(max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('until', models.DateField(verbose_name='until')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dormancy_disputes', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'disputed state',
                'verbose_name_plural': 'disputed states',
                'ordering': ('-created_at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('member',), name='one_open_dispute_a_member'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='dispute_has_reason'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('created_at')), _connector='OR'), name='dispute_withdrawn_after_made')],
            },
        ),
        CreatePartitionedModel(
            name='DormancyState',
            fields=[
                ('pk', models.CompositePrimaryKey('generation', 'member_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('score', models.FloatField(verbose_name='chance of silence')),
                ('state', models.PositiveSmallIntegerField(choices=[(0, 'Too little history'), (1, 'Active'), (2, 'Cooling'), (3, 'Dormant'), (4, 'Returned')], verbose_name='state')),
                ('since', models.DateField(help_text='The last day of the week that decided it.', verbose_name='state since')),
                ('is_browsing_only', models.BooleanField(verbose_name='browsing only')),
                ('policy_version', models.PositiveIntegerField(verbose_name='policy')),
                ('held_days', models.PositiveSmallIntegerField(default=0, help_text="How many days before the night's date the state was decided, because a source has been silent since; 0 if it is not held.")),
                ('weeks_high', models.PositiveSmallIntegerField()),
                ('weeks_very_high', models.PositiveSmallIntegerField()),
                ('spells', models.BinaryField()),
                ('member', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='dormancy_states', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'dormancy state',
                'verbose_name_plural': 'dormancy states',
                'indexes': [models.Index(fields=['generation', 'state', 'since'], name='dormancy_state_since')],
            },
        ),
    ]
