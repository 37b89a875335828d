"""All tables of the app at once, for databases that begin here."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import members.models.validators
from django.conf import settings
from django.db import migrations, models

from common.db.change_times import forget_changes, note_changes

TABLES = ("alerts_issue",)


def note(apps, schema_editor):
    for table in TABLES:
        note_changes(schema_editor, table)


def forget(apps, schema_editor):
    for table in TABLES:
        forget_changes(schema_editor, table)


class Migration(migrations.Migration):

    replaces = [
        ('alerts', '0001_initial'),
        ('alerts', '0002_issue_merge'),
        ('alerts', '0003_corrections'),
        ('alerts', '0004_placement_facets'),
        ('alerts', '0005_care'),
        ('alerts', '0006_placement_time'),
        ('alerts', '0007_placement_time_known'),
        ('alerts', '0008_counted_voices'),
        ('alerts', '0009_reports'),
        ('alerts', '0010_report_labels'),
        ('alerts', '0011_number_help_text'),
        ('alerts', '0012_several_reports_of_a_post'),
        ('alerts', '0013_words_of_recent_reports'),
        ('alerts', '0014_lexicon'),
        ('alerts', '0015_episodes_and_fixes'),
        ('alerts', '0016_fill_episodes_and_fixes'),
        ('alerts', '0017_owners_and_names'),
        ('alerts', '0018_workshop'),
        ('alerts', '0019_question_acts_and_suggestions'),
        ('alerts', '0020_suggestion_merges'),
        ('alerts', '0021_import_change_times'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('community', '0001_squashed_0025_answered_back'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClassificationState',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('through_post', models.BigIntegerField(default=0)),
                ('snapshot_through', models.BigIntegerField(default=0)),
                ('snapshot_correction', models.BigIntegerField(default=0)),
                ('snapshot', models.BinaryField(default=bytes)),
                ('cache_key', models.CharField(blank=True, help_text='Changes with all that the clustering learns.', max_length=32)),
                ('lexicon_version', models.PositiveIntegerField(default=0, help_text='By which version of the lexicon the last posts were read.')),
            ],
            options={
                'db_table': 'alerts_watchstate',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_watch_state')],
            },
        ),
        migrations.CreateModel(
            name='HelperInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40, validators=[members.models.validators.validate_readable], verbose_name='sent through')),
                ('text', models.CharField(max_length=1000, validators=[members.models.validators.validate_readable], verbose_name='invitation')),
                ('invited_at', models.DateTimeField(verbose_name='invited at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('invited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='question_invitations', to='members.member', verbose_name='helper')),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='community.question')),
            ],
            options={
                'verbose_name': 'invitation of a helper',
                'verbose_name_plural': 'invitations of helpers',
                'ordering': ('-invited_at', '-id'),
                'indexes': [models.Index(fields=['question'], name='invitation_question'), models.Index(fields=['member', '-invited_at'], name='invitation_member')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('question', 'member'), name='helper_invited_once')],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('name', models.CharField(blank=True, help_text='Empty: it is named by what its reports say.', max_length=80, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('state', models.CharField(choices=[('new', 'New issue'), ('confirmed', 'Confirmed'), ('engineering', 'With engineering'), ('fixed', 'Fixed'), ('verified', 'Verified'), ('closed', 'Closed'), ('regressed', 'Came back'), ('muted', 'Muted')], default='new', max_length=11, verbose_name='state')),
                ('components', models.JSONField(default=list, verbose_name='parts')),
                ('symptoms', models.JSONField(default=list, verbose_name='symptoms')),
                ('scenes', models.JSONField(default=list, verbose_name='scenes')),
                ('triggers', models.JSONField(default=list, verbose_name='triggers')),
                ('model_series', models.JSONField(default=list, verbose_name='model series')),
                ('shared_words', models.JSONField(default=list, editable=False, help_text='What its reports have in common, in their own words.')),
                ('severity', models.CharField(blank=True, choices=[('critical', 'Critical'), ('high', 'High'), ('normal', 'Normal'), ('low', 'Low')], max_length=8, verbose_name='severity')),
                ('opened_at', models.DateTimeField(verbose_name='first report')),
                ('alerted_at', models.DateTimeField(blank=True, null=True, verbose_name='alerted at')),
                ('last_alerted_at', models.DateTimeField(blank=True, null=True, verbose_name='last alerted at')),
                ('history_alerted_at', models.DateTimeField(blank=True, help_text='Of posts that were history when they arrived: no news.', null=True, verbose_name='historic alert at')),
                ('episode_began_at', models.DateTimeField(editable=False, null=True)),
                ('last_report_at', models.DateTimeField(editable=False, null=True)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('fixed_by', models.CharField(blank=True, choices=[('version', 'Software version'), ('part', 'Part'), ('service', 'Service'), ('explanation', 'Explanation')], max_length=11, verbose_name='fixed by')),
                ('fixed_in', models.CharField(blank=True, max_length=40, validators=[members.models.validators.validate_readable], verbose_name='fixed in version')),
                ('fix_note', models.CharField(blank=True, help_text='The part, what service does, or the explanation.', max_length=200, validators=[members.models.validators.validate_readable], verbose_name='what fixes it')),
                ('fixed_on', models.DateField(blank=True, null=True, verbose_name='fixed on')),
                ('muted_until_reporters', models.PositiveIntegerField(blank=True, help_text='A muted issue speaks up again at this count.', null=True, verbose_name='muted until so many owners')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed at')),
                ('alerted_as', models.ForeignKey(blank=True, help_text='The issue of the same matter that has raised the alert.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alerted_with', to='alerts.issue', verbose_name='alerted as')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='alerts.issue', verbose_name='merged into')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible')),
                ('regression_of', models.ForeignKey(blank=True, help_text='The fixed issue whose fault owners report here.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='regressions', to='alerts.issue', verbose_name='came back from')),
            ],
            options={
                'verbose_name': 'issue',
                'verbose_name_plural': 'issues',
                'ordering': ('-opened_at', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'muted'), _negated=True), ('muted_until_reporters__isnull', False), _connector='OR'), name='muted_issue_has_condition'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='issue_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='EngineeringTicket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('system', models.CharField(help_text='Its name, such as Jira.', max_length=60, validators=[members.models.validators.validate_readable], verbose_name='engineering system')),
                ('number', models.CharField(blank=True, max_length=60, validators=[members.models.validators.validate_readable], verbose_name='ticket number')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('fixed', 'Fixed, says engineering'), ('declined', 'Declined'), ('closed', 'Closed')], default='open', max_length=8, verbose_name='state')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('fixed_in', models.CharField(blank=True, help_text='As engineering says; staff record it on the issue.', max_length=40, validators=[members.models.validators.validate_readable], verbose_name='fixed in version')),
                ('fix_note', models.CharField(blank=True, max_length=200, validators=[members.models.validators.validate_readable], verbose_name='what fixes it')),
                ('fixed_on', models.DateField(blank=True, null=True, verbose_name='fixed on')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='alerts.issue', verbose_name='issue')),
            ],
            options={
                'verbose_name': 'engineering ticket',
                'verbose_name_plural': 'engineering tickets',
                'ordering': ('-opened_at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('system', 'number'), name='ticket_number_once')],
            },
        ),
        migrations.CreateModel(
            name='DifferentIssues',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differs_from', to='alerts.issue')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differs_to', to='alerts.issue')),
            ],
            options={
                'verbose_name': 'issues that differ',
                'verbose_name_plural': 'issues that differ',
                'ordering': ('-decided_at', '-id'),
                'constraints': [models.UniqueConstraint(fields=('issue', 'other'), name='different_issues_once'), models.CheckConstraint(condition=models.Q(('issue__lt', models.F('other'))), name='different_issues_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('first', 'First alert'), ('again', 'Again, after a quiet time'), ('regression', 'Came back after the fix'), ('other_model', 'After the fix, in another model'), ('mute_ended', 'More owners than it was muted for')], max_length=11, verbose_name='cause')),
                ('raised_at', models.DateTimeField(verbose_name='raised at')),
                ('reporter_count', models.PositiveIntegerField(verbose_name='owners')),
                ('expected', models.FloatField(verbose_name='usual')),
                ('is_historic', models.BooleanField(default=False, help_text='Its post was history when it arrived: no news.', verbose_name='historic')),
                ('last_time', models.DateTimeField(blank=True, help_text='The last report before the quiet time.', null=True, verbose_name='last time')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.post', verbose_name='post')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='alerts.issue', verbose_name='issue')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
                'ordering': ('-raised_at', '-id'),
                'constraints': [models.UniqueConstraint(fields=('issue', 'cause', 'post'), name='alert_raised_once')],
            },
        ),
        migrations.CreateModel(
            name='IssueChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('state', 'State'), ('name', 'Name'), ('severity', 'Severity'), ('owner', 'Owner by rule')], default='state', max_length=8, verbose_name='kind')),
                ('before', models.CharField(blank=True, max_length=150)),
                ('after', models.CharField(blank=True, max_length=150)),
                ('from_state', models.CharField(choices=[('new', 'New issue'), ('confirmed', 'Confirmed'), ('engineering', 'With engineering'), ('fixed', 'Fixed'), ('verified', 'Verified'), ('closed', 'Closed'), ('regressed', 'Came back'), ('muted', 'Muted')], max_length=11)),
                ('to_state', models.CharField(choices=[('new', 'New issue'), ('confirmed', 'Confirmed'), ('engineering', 'With engineering'), ('fixed', 'Fixed'), ('verified', 'Verified'), ('closed', 'Closed'), ('regressed', 'Came back'), ('muted', 'Muted')], max_length=11)),
                ('note', models.CharField(blank=True, max_length=500, validators=[members.models.validators.validate_readable], verbose_name='note')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='alerts.issue')),
            ],
            options={
                'verbose_name': 'change of an issue',
                'verbose_name_plural': 'changes of issues',
                'ordering': ('-changed_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='IssueCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'Merged'), ('split', 'Split'), ('move', 'Moved'), ('undo', 'Undone')], default='merge', max_length=5)),
                ('source_number', models.PositiveBigIntegerField()),
                ('target_number', models.PositiveBigIntegerField()),
                ('after_report', models.BigIntegerField()),
                ('reports', models.JSONField(default=list, help_text='Ids of the reports that changed their issue.')),
                ('before', models.JSONField(default=dict, help_text='What undo brings back of a merged issue.')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undoes', to='alerts.issuecorrection')),
            ],
            options={
                'verbose_name': 'correction of issues',
                'verbose_name_plural': 'corrections of issues',
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('source_number', models.F('target_number')), _negated=True), name='corrected_issues_are_two')],
            },
        ),
        migrations.CreateModel(
            name='IssueReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posted_at', models.DateTimeField()),
                ('text_key', models.CharField(blank=True, max_length=32)),
                ('names_fault', models.BooleanField(default=False)),
                ('fault', models.CharField(blank=True, help_text='Part and symptom, as Facets.main_fault has them.', max_length=60)),
                ('model_series', models.CharField(blank=True, max_length=40, verbose_name='model series')),
                ('said', models.JSONField(default=dict, verbose_name='facets')),
                ('by_thread', models.BooleanField(default=False, verbose_name='by its thread')),
                ('is_follow_up', models.BooleanField(default=False, help_text="It follows up its author's own report.", verbose_name='follow-up')),
                ('filing', models.CharField(blank=True, help_text='Model, dealer and dates in its text.', max_length=120)),
                ('reasons', models.JSONField(default=list, verbose_name='shared terms')),
                ('number', models.PositiveBigIntegerField(help_text="The issue's number when the post was classified.")),
                ('terms', models.JSONField(default=dict, help_text='What the clustering learnt from the post; empty by its thread.')),
                ('words', models.JSONField(default=dict, help_text='Its words with what each says, in nats; empty by its thread.')),
                ('merges', models.JSONField(default=list)),
                ('is_counted', models.BooleanField(default=True, help_text='Whether the facets of its issue count it.')),
                ('issue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='alerts.issue')),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='community.post')),
                ('same_reporter_as', models.ForeignKey(blank=True, db_index=False, help_text='An earlier report of the same case by another account.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='filed_again', to='alerts.issuereport', verbose_name='same reporter as')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'db_table': 'alerts_placement',
                'indexes': [models.Index(fields=['issue', 'posted_at'], name='placement_issue_time'), models.Index(fields=['fault'], name='placement_fault'), models.Index(fields=['model_series'], name='placement_model'), models.Index(condition=models.Q(('is_counted', False)), fields=['issue'], name='placement_uncounted'), models.Index(condition=models.Q(('filing', ''), _negated=True), fields=['issue', 'filing'], name='report_filing'), models.Index(condition=models.Q(('same_reporter_as__isnull', False)), fields=['same_reporter_as'], name='report_same_reporter')],
                'constraints': [models.UniqueConstraint(fields=('post', 'number'), name='report_once_per_issue')],
            },
        ),
        migrations.CreateModel(
            name='LexiconEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facet', models.CharField(choices=[('components', 'Part or service'), ('symptoms', 'Symptom'), ('scenes', 'Scene'), ('triggers', 'Trigger')], max_length=20, verbose_name='facet')),
                ('entry', models.CharField(max_length=28, verbose_name='entry')),
                ('phrase', models.CharField(max_length=40, verbose_name='phrase')),
                ('label_zh', models.CharField(blank=True, max_length=40, validators=[members.models.validators.validate_readable], verbose_name='name in Chinese')),
                ('label_en', models.CharField(blank=True, max_length=40, validators=[members.models.validators.validate_readable], verbose_name='name in English')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('removed_version', models.PositiveIntegerField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed at')),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='removed by')),
            ],
            options={
                'verbose_name': 'word of the lexicon',
                'verbose_name_plural': 'words of the lexicon',
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('facet', 'entry', 'phrase'), name='lexicon_phrase_once')],
            },
        ),
        migrations.CreateModel(
            name='OwnerNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('heard', 'Acknowledged'), ('fixed', 'Fixed')], max_length=5, verbose_name='notice')),
                ('note', models.CharField(blank=True, max_length=500, validators=[members.models.validators.validate_readable], verbose_name='note')),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='alerts.issuereport')),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'notice to an owner',
                'verbose_name_plural': 'notices to owners',
                'ordering': ('-sent_at', '-id'),
                'constraints': [models.UniqueConstraint(fields=('report', 'kind'), name='issue_report_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='OwnerRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=10, help_text='Among rules with as many conditions the lowest is first.', validators=[django.core.validators.MaxValueValidator(9999)], verbose_name='position')),
                ('component', models.CharField(blank=True, max_length=28, verbose_name='part or service')),
                ('model_series', models.CharField(blank=True, max_length=40, validators=[members.models.validators.validate_readable], verbose_name='model series')),
                ('severity', models.CharField(blank=True, choices=[('critical', 'Critical'), ('high', 'High'), ('normal', 'Normal'), ('low', 'Low')], help_text='As staff have set it, else as it is suggested.', max_length=8, verbose_name='severity')),
                ('circle', models.ForeignKey(blank=True, help_text='At least half of the reporting owners belong to it.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.circle', verbose_name='circle')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible')),
            ],
            options={
                'verbose_name': 'rule for owners',
                'verbose_name_plural': 'rules for owners',
                'ordering': ('position', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='PhraseCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facet', models.CharField(max_length=20)),
                ('entry', models.CharField(max_length=28)),
                ('phrase', models.CharField(max_length=100)),
                ('post_count', models.PositiveIntegerField(verbose_name='posts in 90 days')),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('facet', 'entry', 'phrase'), name='phrase_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='PublicAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('known', 'We heard you'), ('fixed', 'We fixed it')], max_length=5, verbose_name='what it says')),
                ('text', models.TextField(max_length=4000, verbose_name='text')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='where it stands')),
                ('posted_at', models.DateTimeField(verbose_name='posted at')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='public_answers', to='alerts.issue')),
                ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='posted by')),
            ],
            options={
                'verbose_name': 'public answer',
                'verbose_name_plural': 'public answers',
                'ordering': ('-posted_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='QuestionAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('taken', 'Taken'), ('given_back', 'Given back'), ('invited', 'Helper invited'), ('not_question', 'Not a question'), ('elsewhere', 'Answered elsewhere'), ('closed', 'Closed'), ('reopened', 'Opened again')], max_length=12, verbose_name='act')),
                ('note', models.CharField(blank=True, max_length=500, validators=[members.models.validators.validate_readable], verbose_name='note')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
                ('invitation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='act', to='alerts.helperinvitation')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acts', to='community.question')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
            ],
            options={
                'verbose_name': 'act on a question',
                'verbose_name_plural': 'acts on questions',
                'ordering': ('-made_at', '-id'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', False), ('kind', 'invited')), models.Q(models.Q(('kind', 'invited'), _negated=True), ('invitation__isnull', True)), _connector='OR'), name='invitation_act_has_invitation')],
            },
        ),
        migrations.CreateModel(
            name='QuestionCare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('escalated_at', models.DateTimeField(blank=True, null=True, verbose_name='escalated at')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken at')),
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='care', to='community.question')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by')),
            ],
            options={
                'verbose_name': 'care for a question',
                'verbose_name_plural': 'care for questions',
                'constraints': [models.CheckConstraint(condition=models.Q(('taken_by__isnull', True), ('taken_at__isnull', False), _connector='OR'), name='question_taken_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='In a few words, as it is called in meetings.', max_length=80, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('state', models.CharField(choices=[('heard', 'Noted'), ('planned', 'Planned'), ('shipped', 'Shipped'), ('declined', 'Turned down'), ('told', 'Everybody informed')], default='heard', max_length=8, verbose_name='state')),
                ('topic', models.CharField(blank=True, max_length=40, verbose_name='part or service')),
                ('opened_at', models.DateTimeField(verbose_name='first made')),
                ('promised_days', models.PositiveSmallIntegerField(default=14, help_text='So many days after it is shipped or declined, every member who made it shall know.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days promised')),
                ('outcome', models.CharField(blank=True, choices=[('shipped', 'Shipped'), ('declined', 'Turned down')], editable=False, max_length=8)),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='decided at')),
                ('answer', models.CharField(blank=True, help_text='In which version it comes, or why it does not.', max_length=500, validators=[members.models.validators.validate_readable], verbose_name='what members may know')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='alerts.suggestion', verbose_name='merged into')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible')),
            ],
            options={
                'verbose_name': 'suggestion',
                'verbose_name_plural': 'suggestions',
                'ordering': ('-opened_at', '-id'),
                'indexes': [models.Index(fields=['state', '-opened_at'], name='suggestion_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='decided_suggestion_has_outcome'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='suggestion_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='SuggestionChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('state', 'State'), ('edited', 'Edited'), ('merged', 'Merged'), ('split', 'Split'), ('undone', 'Undone')], max_length=6, verbose_name='kind')),
                ('from_state', models.CharField(choices=[('heard', 'Noted'), ('planned', 'Planned'), ('shipped', 'Shipped'), ('declined', 'Turned down'), ('told', 'Everybody informed')], max_length=8)),
                ('to_state', models.CharField(choices=[('heard', 'Noted'), ('planned', 'Planned'), ('shipped', 'Shipped'), ('declined', 'Turned down'), ('told', 'Everybody informed')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=500, validators=[members.models.validators.validate_readable], verbose_name='note')),
                ('entries', models.JSONField(default=list)),
                ('undone_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='alerts.suggestion')),
                ('suggestion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='alerts.suggestion')),
            ],
            options={
                'verbose_name': 'change of a suggestion',
                'verbose_name_plural': 'changes of suggestions',
                'ordering': ('-changed_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='SuggestionCursor',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('through_post', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_suggestion_cursor')],
            },
        ),
        migrations.CreateModel(
            name='SuggestionPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posted_at', models.DateTimeField(verbose_name='posted at')),
                ('topic', models.CharField(blank=True, max_length=40)),
                ('said', models.CharField(max_length=400, verbose_name='words')),
                ('words', models.JSONField(default=dict)),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='suggestion_post', to='community.post')),
                ('suggestion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='alerts.suggestion')),
            ],
            options={
                'verbose_name': 'post with a suggestion',
                'verbose_name_plural': 'posts with a suggestion',
                'ordering': ('posted_at', 'id'),
                'indexes': [models.Index(fields=['topic', '-post'], name='suggestion_post_topic')],
            },
        ),
        migrations.CreateModel(
            name='SuggestionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('shipped', 'Shipped'), ('declined', 'Turned down')], max_length=8, verbose_name='notice')),
                ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='alerts.suggestionpost')),
            ],
            options={
                'verbose_name': 'notice about a suggestion',
                'verbose_name_plural': 'notices about suggestions',
                'ordering': ('-sent_at', '-id'),
                'constraints': [models.UniqueConstraint(fields=('entry', 'kind'), name='suggestion_notice_once')],
            },
        ),
        migrations.CreateModel(
            name='TicketAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(blank=True, max_length=120, verbose_name='external id')),
                ('author', models.CharField(blank=True, max_length=60, validators=[members.models.validators.validate_readable], verbose_name='who says so')),
                ('text', models.TextField(max_length=4000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(verbose_name='answered at')),
                ('via', models.CharField(choices=[('staff', 'Written down by staff'), ('rest', 'From the engineering system')], max_length=5, verbose_name='how it came')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='alerts.engineeringticket')),
            ],
            options={
                'verbose_name': 'answer to a ticket',
                'verbose_name_plural': 'answers to tickets',
                'ordering': ('answered_at', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('ticket', 'external_id'), name='ticket_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='WordProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=40, unique=True, verbose_name='phrase')),
                ('facet', models.CharField(blank=True, max_length=20)),
                ('entry', models.CharField(blank=True, max_length=28)),
                ('post_count', models.PositiveIntegerField(verbose_name='posts')),
                ('lift', models.FloatField()),
                ('likeness', models.FloatField(default=0.0)),
                ('post_ids', models.JSONField(default=list)),
                ('proposed_at', models.DateTimeField()),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dismissed by')),
            ],
            options={
                'ordering': ('-post_count', 'phrase'),
            },
        ),
        migrations.RunPython(note, forget),
    ]
