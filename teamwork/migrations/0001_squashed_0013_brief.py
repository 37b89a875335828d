"""All tables of the app at once, for databases that begin here."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import members.models.validators
from django.conf import settings
from django.db import migrations, models

from common.db.change_times import forget_changes, note_changes

TABLES = ("teamwork_interaction",)


def note(apps, schema_editor):
    for table in TABLES:
        note_changes(schema_editor, table)


def forget(apps, schema_editor):
    for table in TABLES:
        forget_changes(schema_editor, table)


class Migration(migrations.Migration):

    replaces = [
        ('teamwork', '0001_initial'),
        ('teamwork', '0002_merges'),
        ('teamwork', '0003_bulk_changes'),
        ('teamwork', '0004_interaction_body_digest'),
        ('teamwork', '0005_not_duplicate'),
        ('teamwork', '0006_labels'),
        ('teamwork', '0007_chained_undo'),
        ('teamwork', '0008_import_change_times'),
        ('teamwork', '0009_roster'),
        ('teamwork', '0010_roster_of_approved'),
        ('teamwork', '0011_desk'),
        ('teamwork', '0012_script_use'),
        ('teamwork', '0013_brief'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('common', '0001_squashed_0007_audit'),
        ('community', '0001_squashed_0025_answered_back'),
        ('knowledge', '0001_squashed_0002_final_texts'),
        ('koc', '0001_initial'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='BriefWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='brief', to='community.post', verbose_name='work')),
            ],
            options={
                'verbose_name': 'work on the brief list',
                'verbose_name_plural': 'works on the brief list',
                'ordering': ('-added_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='BulkChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('tag', 'Give a tag'), ('contact', 'Give a primary contact'), ('enlist', 'Put on a fixed list'), ('nominate', 'Nominate')], max_length=8, verbose_name='kind')),
                ('subject', models.CharField(max_length=200, verbose_name='what')),
                ('parameters', models.JSONField(default=dict)),
                ('member_ids', models.JSONField(default=list)),
                ('member_count', models.PositiveIntegerField(verbose_name='members')),
                ('before', models.JSONField(default=dict)),
                ('refused', models.JSONField(default=dict)),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('restored', models.PositiveIntegerField(default=0, verbose_name='restored')),
                ('done', models.PositiveIntegerField(default=0)),
                ('undone', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='common.jobrun')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'bulk change',
                'verbose_name_plural': 'bulk changes',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('accepted', 'Taken over'), ('done', 'Done'), ('refused', 'Refused')], default='proposed', max_length=8, verbose_name='state')),
                ('reason', models.CharField(max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('refusal_reason', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason of the refusal')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('from_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='from')),
                ('to_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to')),
            ],
            options={
                'verbose_name': 'handover',
                'verbose_name_plural': 'handovers',
                'ordering': ('-proposed_at', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), models.Q(('refusal_reason', ''), _negated=True)), models.Q(models.Q(('state', 'refused'), _negated=True), ('refusal_reason', '')), _connector='OR'), name='refusal_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'proposed')), models.Q(models.Q(('state', 'proposed'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='answered_handover_has_time'), models.CheckConstraint(condition=models.Q(('from_user__isnull', True), models.Q(('from_user', models.F('to_user')), _negated=True), _connector='OR'), name='handover_between_two')],
            },
        ),
        migrations.CreateModel(
            name='HandoverMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=True)),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='teamwork.handover')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='members.member')),
            ],
            options={
                'verbose_name': 'member handed over',
                'verbose_name_plural': 'members handed over',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('handover', 'member'), name='handed_over_once'), models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('member',), name='in_one_open_handover')],
            },
        ),
        migrations.CreateModel(
            name='Interaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('body_digest', models.CharField(blank=True, editable=False, help_text='Hash of what was sent with the key; empty: not kept.', max_length=64)),
                ('happened_at', models.DateTimeField(verbose_name='when')),
                ('channel', models.CharField(choices=[('wecom', 'WeCom'), ('sms', 'Text message'), ('mini', 'Mini program'), ('feishu', 'Feishu'), ('phone', 'Phone'), ('store', 'At the store'), ('event', 'At an event'), ('wechat', 'WeChat'), ('app', 'App message'), ('meeting', 'In person'), ('other', 'Other')], default='wecom', max_length=7, verbose_name='channel')),
                ('mood', models.SmallIntegerField(choices=[(-1, 'Upset'), (0, 'Calm'), (1, 'Glad')], default=0, verbose_name='mood')),
                ('summary', models.TextField(max_length=2000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(2000)], verbose_name='what was said')),
                ('next_step', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='next step')),
                ('promise', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='promise')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('kept_at', models.DateTimeField(blank=True, null=True, verbose_name='kept at')),
                ('outcome', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='outcome')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed at')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interactions', to='members.member', verbose_name='member')),
                ('promise_owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who keeps it')),
                ('script_use', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='interactions', to='knowledge.scriptuse', verbose_name='script used')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'interaction',
                'verbose_name_plural': 'interactions',
                'ordering': ('-happened_at', '-id'),
                'indexes': [models.Index(fields=['member', '-happened_at'], name='interaction_of_member'), models.Index(condition=models.Q(('kept_at__isnull', True)), fields=['promise_owner', 'due_on'], name='promise_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('promise', '')), models.Q(models.Q(('promise', ''), _negated=True), ('due_on__isnull', False)), _connector='OR'), name='promise_has_due_day', violation_error_message='A promise needs a day by which it is due, and the day a promise.'), models.CheckConstraint(condition=models.Q(('kept_at__isnull', True), models.Q(('promise', ''), _negated=True), _connector='OR'), name='only_promises_are_kept'), models.CheckConstraint(condition=models.Q(('summary', ''), _negated=True), name='interaction_says_something')],
            },
        ),
        migrations.CreateModel(
            name='MemberMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('merged_at', models.DateTimeField(verbose_name='merged at')),
                ('moved', models.JSONField(default=dict)),
                ('dropped', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('taken', models.JSONField(default=dict)),
                ('through_post', models.BigIntegerField(default=0, editable=False)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member', verbose_name='stands')),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member', verbose_name='merged')),
                ('merged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'merge of members',
                'verbose_name_plural': 'merges of members',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='merged_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('merged')), _negated=True), name='merge_of_two'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='merge_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Nomination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'To be judged'), ('accepted', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=9, verbose_name='state')),
                ('reason', models.TextField(max_length=2000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(2000)], verbose_name='reason')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed at')),
                ('decision_reason', models.TextField(blank=True, max_length=2000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(2000)], verbose_name='reason of the decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('proposer_informed_at', models.DateTimeField(blank=True, null=True, verbose_name='proposer informed at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('koc_spell', models.ForeignKey(blank=True, editable=False, help_text='The status that the approval began or renewed.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='nominations', to='koc.kocspell', verbose_name='KOC status')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='members.member', verbose_name='member')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
            ],
            options={
                'verbose_name': 'nomination',
                'verbose_name_plural': 'nominations',
                'ordering': ('-proposed_at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('member',), name='member_nominated_once'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'withdrawn')), models.Q(('decided_at__isnull', False), ('state__in', ('accepted', 'declined')), models.Q(('decision_reason', ''), _negated=True)), _connector='OR'), name='decision_has_reason_and_time'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='nomination_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('planner', 'Content planner'), ('analyst', 'Data analyst')], max_length=7, verbose_name='judged as')),
                ('works_score', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2'), (3, '3'), (4, '4'), (5, '5')], verbose_name='quality of the works')),
                ('influence_score', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2'), (3, '3'), (4, '4'), (5, '5')], verbose_name='moves other owners')),
                ('steadiness_score', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2'), (3, '3'), (4, '4'), (5, '5')], verbose_name='steadiness')),
                ('comment', models.TextField(max_length=2000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(2000)], verbose_name='comment')),
                ('judged_at', models.DateTimeField(verbose_name='judged at')),
                ('judged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='judged by')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='teamwork.nomination')),
            ],
            options={
                'verbose_name': 'judgement',
                'verbose_name_plural': 'judgements',
                'ordering': ('judged_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('nomination', 'by'), name='judged_once_by_each'), models.CheckConstraint(condition=models.Q(('influence_score__range', (1, 5)), ('steadiness_score__range', (1, 5)), ('works_score__range', (1, 5))), name='scores_from_one_to_five')],
            },
        ),
        migrations.CreateModel(
            name='NominationWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='works', to='teamwork.nomination')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.post')),
            ],
            options={
                'verbose_name': 'representative work',
                'verbose_name_plural': 'representative works',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('nomination', 'post'), name='work_shown_once')],
            },
        ),
        migrations.CreateModel(
            name='NotDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField()),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
                ('said_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
            ],
            options={
                'db_table': 'teamwork_differentpeople',
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='told_apart_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='told_apart_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Reassignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('items', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('to_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'reassignment',
                'verbose_name_plural': 'reassignments',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='SeenItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('number', models.BigIntegerField()),
                ('seen_at', models.DateTimeField(verbose_name='seen at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'item dealt with',
                'verbose_name_plural': 'items dealt with',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'number'), name='item_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='SnoozedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('number', models.BigIntegerField()),
                ('until', models.DateTimeField(verbose_name='put off until')),
                ('reason', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('snoozed_at', models.DateTimeField(verbose_name='put off at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'item put off',
                'verbose_name_plural': 'items put off',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'number'), name='item_snoozed_once'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('snoozed_at'))), name='item_snoozed_ahead')],
            },
        ),
        migrations.RunPython(note, forget),
    ]
