"""All tables of the app at once, for databases that begin here."""

import django.db.models.deletion
import django.db.models.functions.datetime
import members.models.validators
from django.db import migrations, models

from common.db.change_times import forget_changes, note_changes
from community.migrations._letter_pairs import forget_pairs, index_pairs

TABLES = ("community_post", "community_question",)


def note(apps, schema_editor):
    for table in TABLES:
        note_changes(schema_editor, table)


def forget(apps, schema_editor):
    for table in TABLES:
        forget_changes(schema_editor, table)


class Migration(migrations.Migration):

    replaces = [
        ('community', '0001_initial'),
        ('community', '0002_post'),
        ('community', '0003_question'),
        ('community', '0004_post_reading'),
        ('community', '0005_post_reading_facts'),
        ('community', '0006_pages_by_index'),
        ('community', '0007_reading_author'),
        ('community', '0008_reading_author_known'),
        ('community', '0009_post_indexes'),
        ('community', '0010_reactions'),
        ('community', '0011_readings_anew'),
        ('community', '0012_letter_pairs'),
        ('community', '0013_deleted_posts'),
        ('community', '0014_moved_identities'),
        ('community', '0015_post_features'),
        ('community', '0016_labels'),
        ('community', '0017_versions_and_openers'),
        ('community', '0018_reactions_of_moved_identities'),
        ('community', '0019_history'),
        ('community', '0020_question_states'),
        ('community', '0021_uses_and_quarrels'),
        ('community', '0022_questions_closed_by_staff'),
        ('community', '0023_changed_threads'),
        ('community', '0024_import_change_times'),
        ('community', '0025_answered_back'),
    ]

    initial = True

    dependencies = [
        ('activity', '0001_squashed_0022_cockpit'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='name')),
                ('kind', models.CharField(choices=[('chapter', 'City chapter'), ('club', 'Model club'), ('group', 'Chat group'), ('board', 'Board')], max_length=8, verbose_name='kind')),
                ('city', models.CharField(blank=True, max_length=30, validators=[members.models.validators.validate_readable], verbose_name='city')),
                ('model_series', models.CharField(blank=True, max_length=40, validators=[members.models.validators.validate_readable], verbose_name='model series')),
            ],
            options={
                'verbose_name': 'circle',
                'verbose_name_plural': 'circles',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='FollowedKind',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='members.member')),
                ('kind', models.CharField(choices=[('person', 'Person'), ('staff', 'Staff'), ('bot', 'Bot'), ('test', 'Test account')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='JoinedChat',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='activity.eventsource')),
            ],
            options={
                'verbose_name': 'group chat put together',
                'verbose_name_plural': 'group chats put together',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=128, verbose_name='external id')),
                ('thread_key', models.CharField(help_text='The external id of the post that opened the thread, or a number of the thread.', max_length=128, verbose_name='thread')),
                ('is_opening', models.BooleanField(default=False, verbose_name='opens its thread')),
                ('opening_mark', models.BooleanField(editable=False, null=True)),
                ('reply_to', models.CharField(blank=True, help_text='Id or floor of the post that it answers.', max_length=128, verbose_name='reply to')),
                ('quoted_author', models.CharField(blank=True, max_length=128, verbose_name='quoted author')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('posted_at', models.DateTimeField(verbose_name='posted at')),
                ('media_count', models.PositiveSmallIntegerField(default=0, verbose_name='pictures and videos')),
                ('reaction_count', models.PositiveIntegerField(default=0, verbose_name='reactions')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited at')),
                ('version', models.BigIntegerField(editable=False, null=True)),
                ('is_deleted', models.BooleanField(default=False, verbose_name='deleted')),
                ('is_paid', models.BooleanField(default=False, verbose_name='paid for')),
                ('is_history', models.BooleanField(db_default=False, default=False, editable=False, help_text='It was history when it arrived: it raises no news.', verbose_name='historic')),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed at')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='members.member', verbose_name='author')),
                ('circle', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='posts', to='community.circle', verbose_name='circle')),
                ('moved_identity', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.memberidentity')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.eventsource', verbose_name='source')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ('-posted_at', '-id'),
                'indexes': [models.Index(fields=['source', 'thread_key'], name='post_thread'), models.Index(fields=['author', '-posted_at'], name='post_author_time'), models.Index(fields=['-posted_at', '-id'], name='post_newest'), models.Index(fields=['updated_at', 'id'], name='post_changed'), models.Index(fields=['source', 'posted_at'], name='post_source_time'), models.Index(condition=models.Q(('is_deleted', True)), fields=['id'], name='post_deleted'), models.Index(condition=models.Q(('moved_identity__isnull', False)), fields=['moved_identity'], name='post_moved_identity'), models.Index(condition=models.Q(('reaction_count__gt', 0)), fields=['source'], name='post_reacted'), models.Index(condition=models.Q(('circle__isnull', False)), fields=['circle', '-posted_at'], name='post_circle_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_opening', True)), fields=('source', 'thread_key'), name='thread_opened_once'), models.UniqueConstraint(fields=('source', 'external_id'), name='post_stored_once')],
            },
        ),
        migrations.CreateModel(
            name='ChangedThread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread_key', models.CharField(max_length=128)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activity.eventsource')),
            ],
            options={
                'verbose_name': 'changed thread',
                'verbose_name_plural': 'changed threads',
            },
        ),
        migrations.CreateModel(
            name='ReplacedStates',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='replaced_states', serialize=False, to='community.post')),
                ('digests', models.BinaryField()),
            ],
            options={
                'verbose_name': 'replaced states of a post',
                'verbose_name_plural': 'replaced states of posts',
            },
        ),
        migrations.CreateModel(
            name='PostUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('used_key', models.CharField(max_length=128)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='community.post')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.eventsource')),
            ],
            options={
                'verbose_name': 'use of a post',
                'verbose_name_plural': 'uses of posts',
                'indexes': [models.Index(fields=['source', 'used_key'], name='post_use_of')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upset', models.PositiveSmallIntegerField(choices=[(0, 'Calm'), (1, 'Worried'), (2, 'Upset')], default=0, verbose_name='mood')),
                ('answer_count', models.PositiveIntegerField(default=0, verbose_name='answers')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answer')),
                ('solved_at', models.DateTimeField(blank=True, null=True, verbose_name='solved at')),
                ('solved_how', models.CharField(blank=True, choices=[('', 'Not solved'), ('thanked', 'The asker said that an answer helped'), ('by_asker', 'Solved by the asker')], default='', max_length=10, verbose_name='solved how')),
                ('reopened_at', models.DateTimeField(blank=True, help_text='When the asker, or staff, last said that it is not right.', null=True, verbose_name='opened again')),
                ('quiet_since', models.DateTimeField(blank=True, help_text='Empty while the asker has asked on after it.', null=True, verbose_name='last answer')),
                ('closed_at', models.DateTimeField(blank=True, help_text='When staff closed it, or said that it is no question.', null=True, verbose_name='closed at')),
                ('closed_how', models.CharField(blank=True, choices=[('', 'Not closed'), ('not_question', 'Not a question'), ('elsewhere', 'Answered elsewhere'), ('closed', 'Closed by staff')], db_default='', default='', max_length=12, verbose_name='closed how')),
                ('staff_reopened_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('updated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='changed at')),
                ('helper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='healed', to='members.member', verbose_name='first helper')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='question', to='community.post')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ('-post__posted_at', '-id'),
                'indexes': [models.Index(condition=models.Q(('closed_how', ''), _negated=True), fields=['closed_how', '-closed_at'], name='question_closed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('helper__isnull', True)), models.Q(('answer_count__gte', 1), ('answered_at__isnull', False), ('helper__isnull', False)), _connector='OR'), name='answered_question_has_helper'), models.CheckConstraint(condition=models.Q(models.Q(('solved_at__isnull', True), ('solved_how', '')), models.Q(('answered_at__isnull', False), ('solved_at__isnull', False), ('solved_how', 'thanked')), models.Q(('answered_at__isnull', True), ('solved_at__isnull', False), ('solved_how', 'by_asker')), _connector='OR'), name='solved_question_says_how'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_how', '')), models.Q(('closed_at__isnull', False), models.Q(('closed_how', ''), _negated=True)), _connector='OR'), name='closed_question_says_how')],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('like', 'Like'), ('favourite', 'Favourite'), ('share', 'Share')], max_length=9, verbose_name='kind')),
                ('reacted_at', models.DateTimeField(verbose_name='reacted at')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reactions', to='members.member')),
                ('moved_identity', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.memberidentity')),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='community.post')),
            ],
            options={
                'verbose_name': 'reaction',
                'verbose_name_plural': 'reactions',
                'indexes': [models.Index(condition=models.Q(('moved_identity__isnull', False)), fields=['moved_identity'], name='reaction_moved_identity')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('moved_identity__isnull', True)), fields=('post', 'member', 'kind'), name='reacted_once'), models.UniqueConstraint(condition=models.Q(('moved_identity__isnull', False)), fields=('post', 'moved_identity', 'kind'), name='reacted_once_under_identity')],
            },
        ),
        migrations.CreateModel(
            name='ThreadScanCursor',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('through_post', models.BigIntegerField(default=0)),
                ('through_member_change', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'community_questionreading',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_question_reading')],
            },
        ),
        migrations.CreateModel(
            name='CircleMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(verbose_name='since')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='community.circle')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_memberships', to='members.member')),
            ],
            options={
                'verbose_name': 'circle membership',
                'verbose_name_plural': 'circle memberships',
                'ordering': ('-started_on', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('circle', 'member'), name='in_a_circle_once'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='circle_membership_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='PostFeatures',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='features', serialize=False, to='community.post')),
                ('posted_at', models.DateTimeField()),
                ('to_newcomer', models.BooleanField(default=False)),
                ('to_upset', models.BooleanField(default=False)),
                ('to_question', models.BooleanField(default=False)),
                ('asks', models.BooleanField(default=False)),
                ('complains', models.BooleanField(default=False)),
                ('gathers', models.BooleanField(default=False)),
                ('pictures', models.PositiveIntegerField(default=0)),
                ('repliers', models.PositiveIntegerField(default=0)),
                ('reactions', models.PositiveIntegerField(default=0)),
                ('thanked', models.BooleanField(default=False)),
                ('reply_rank', models.PositiveIntegerField(default=0)),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('scenery', models.PositiveSmallIntegerField(default=0)),
                ('welcomes', models.BooleanField(default=False)),
                ('calms', models.BooleanField(default=False)),
                ('length', models.PositiveIntegerField(default=0)),
                ('savers', models.PositiveIntegerField(default=0)),
                ('new_admirers', models.PositiveIntegerField(default=0)),
                ('introduces', models.BooleanField(default=False)),
                ('version', models.CharField(blank=True, max_length=20)),
                ('answered_back', models.BooleanField(default=False)),
                ('is_paid', models.BooleanField(default=False)),
                ('in_quarrel', models.BooleanField(default=False)),
                ('users', models.PositiveIntegerField(default=0)),
                ('names_somebody', models.BooleanField(db_default=False, default=False)),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='post_features', to='members.member')),
                ('to_member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='members.member')),
            ],
            options={
                'verbose_name': 'features of a post',
                'verbose_name_plural': 'features of posts',
                'db_table': 'community_postreading',
                'indexes': [models.Index(fields=['author', 'posted_at'], name='reading_author_time'), models.Index(condition=models.Q(('to_member__isnull', False)), fields=['author', 'to_member'], name='reading_pair'), models.Index(condition=models.Q(('answered_back', True)), fields=['author', 'posted_at'], name='reading_mutual'), models.Index(condition=models.Q(('version', ''), _negated=True), fields=['version', 'posted_at'], name='reading_version')],
            },
        ),
        migrations.RunPython(note, forget),
        migrations.RunPython(index_pairs, forget_pairs),
    ]
