"""All tables of the app at once, for databases that begin here."""

import django.db.models.deletion
import members.models.validators
from django.conf import settings
from django.db import migrations, models

from common.db.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    replaces = [
        ('roles', '0001_initial'),
        ('roles', '0002_suggestion_answers'),
        ('roles', '0003_role_policy'),
        ('roles', '0004_more_deeds'),
        ('roles', '0005_role_scores'),
        ('roles', '0006_labels'),
        ('roles', '0007_member_newcomers'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='GearCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveIntegerField()),
                ('shard', models.PositiveIntegerField()),
                ('group', models.CharField(choices=[('city', 'City'), ('model', 'Model series')], max_length=5)),
                ('name', models.CharField(max_length=40)),
                ('members', models.PositiveIntegerField()),
                ('active', models.PositiveIntegerField()),
                ('geek', models.PositiveIntegerField()),
                ('social', models.PositiveIntegerField()),
                ('aesthetic', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'count of gears',
                'verbose_name_plural': 'counts of gears',
                'constraints': [models.UniqueConstraint(fields=('generation', 'shard', 'group', 'name'), name='gears_counted_once')],
            },
        ),
        CreatePartitionedModel(
            name='NewcomerJourney',
            fields=[
                ('pk', models.CompositePrimaryKey('generation', 'member_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('joined_on', models.DateField(verbose_name='joined on')),
                ('attracted_by', models.BigIntegerField()),
                ('welcomed_by', models.BigIntegerField()),
                ('answered_by', models.BigIntegerField()),
                ('wrote_days', models.IntegerField()),
                ('welcomed_days', models.IntegerField()),
                ('asked_days', models.IntegerField()),
                ('helped_days', models.IntegerField()),
                ('met_days', models.IntegerField()),
                ('became_days', models.IntegerField()),
                ('member', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='newcomer_journeys', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'journey of a newcomer',
                'verbose_name_plural': 'journeys of newcomers',
            },
        ),
        migrations.CreateModel(
            name='RolePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('limits', models.JSONField(verbose_name='limits')),
                ('weights', models.JSONField(verbose_name='weights')),
                ('note', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='why')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'role policy',
                'verbose_name_plural': 'role policies',
                'ordering': ('-version',),
                'abstract': False,
            },
        ),
        CreatePartitionedModel(
            name='RoleScore',
            fields=[
                ('pk', models.CompositePrimaryKey('generation', 'member_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('geek', models.FloatField(verbose_name='geek strength')),
                ('social', models.FloatField(verbose_name='social strength')),
                ('aesthetic', models.FloatField(verbose_name='aesthetic strength')),
                ('geek_confidence', models.FloatField(verbose_name='confidence, geek')),
                ('social_confidence', models.FloatField(verbose_name='confidence, social')),
                ('aesthetic_confidence', models.FloatField(verbose_name='confidence, aesthetic')),
                ('holds_geek', models.BooleanField(verbose_name='geek')),
                ('holds_social', models.BooleanField(verbose_name='social')),
                ('holds_aesthetic', models.BooleanField(verbose_name='aesthetic')),
                ('primary', models.SmallIntegerField(choices=[(-1, 'None'), (0, 'Technical geek'), (1, 'Social queen bee'), (2, 'Aesthetic evangelist')], verbose_name='primary role')),
                ('policy_version', models.PositiveIntegerField(default=1, verbose_name='policy')),
                ('member', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='role_scores', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'role scores',
                'verbose_name_plural': 'role scores',
                'db_table': 'roles_rolestanding',
            },
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='introduced at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hosted_introductions', to='members.member', verbose_name='host')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='introduced by')),
                ('newcomer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='members.member', verbose_name='newcomer')),
            ],
            options={
                'verbose_name': 'introduction',
                'verbose_name_plural': 'introductions',
                'ordering': ('-made_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('undone_at__isnull', True)), fields=['-made_at', '-id'], name='introduction_newest')],
            },
        ),
        migrations.CreateModel(
            name='NewcomerWelcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('wechat', 'WeChat'), ('app', 'App message'), ('phone', 'Phone'), ('meeting', 'In person'), ('event', 'At an event'), ('other', 'Other')], max_length=7, verbose_name='how')),
                ('note', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='note')),
                ('welcomed_at', models.DateTimeField(verbose_name='welcomed at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='welcomes', to='members.member', verbose_name='member')),
                ('welcomed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='welcomed by')),
            ],
            options={
                'verbose_name': 'welcome of a newcomer',
                'verbose_name_plural': 'welcomes of newcomers',
                'ordering': ('-welcomed_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('undone_at__isnull', True)), fields=['member', 'welcomed_at'], name='welcome_in_force')],
            },
        ),
        migrations.CreateModel(
            name='RoleOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.PositiveSmallIntegerField(choices=[(0, 'Technical geek'), (1, 'Social queen bee'), (2, 'Aesthetic evangelist')], verbose_name='role')),
                ('holds', models.BooleanField(choices=[(True, 'Holds it'), (False, 'Does not hold it')], verbose_name='holds the role')),
                ('reason', models.CharField(max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('until', models.DateField(verbose_name='until')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_overrides', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'role decided by staff',
                'verbose_name_plural': 'roles decided by staff',
                'ordering': ('-created_at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('member', 'role'), name='role_decided_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='decided_role_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='RoleSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.PositiveSmallIntegerField(choices=[(0, 'Technical geek'), (1, 'Social queen bee'), (2, 'Aesthetic evangelist')], verbose_name='role')),
                ('started_on', models.DateField(verbose_name='since')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('low_since', models.DateField(blank=True, null=True, verbose_name='low since')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_spells', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'role spell',
                'verbose_name_plural': 'role spells',
                'ordering': ('-started_on', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('member', 'role'), name='role_held_once'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='role_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='RoleSuggestionAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.PositiveSmallIntegerField(choices=[(0, 'Technical geek'), (1, 'Social queen bee'), (2, 'Aesthetic evangelist')], verbose_name='role')),
                ('answer', models.CharField(choices=[('accepted', 'Accepted'), ('ignored', 'Not now'), ('rejected', 'Rejected')], max_length=8, verbose_name='answer')),
                ('strength', models.FloatField(verbose_name='strength')),
                ('quiet_until', models.DateField(verbose_name='not suggested until')),
                ('answered_at', models.DateTimeField(verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_suggestion_answers', to='members.member', verbose_name='member')),
            ],
            options={
                'verbose_name': 'answer to a role suggestion',
                'verbose_name_plural': 'answers to role suggestions',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['member', 'role', 'quiet_until'], name='role_suggestion_quiet')],
            },
        ),
    ]
