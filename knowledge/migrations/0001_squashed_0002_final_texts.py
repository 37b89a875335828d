"""All tables of the app at once, for databases that begin here."""

import django.core.validators
import django.db.models.deletion
import knowledge.models.validators
import members.models.validators
from django.conf import settings
from django.db import migrations, models

from knowledge.migrations._final_texts import guard, unguard


class Migration(migrations.Migration):

    replaces = [
        ('knowledge', '0001_initial'),
        ('knowledge', '0002_final_texts'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('community', '0001_squashed_0025_answered_back'),
        ('members', '0001_squashed_0009_consent_to_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='FaqEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=120, validators=[members.models.validators.validate_readable], verbose_name='question')),
                ('answer', models.TextField(max_length=2000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(2000)], verbose_name='answer')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('search_words', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='faq_entry', to='community.post', verbose_name='source')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
            ],
            options={
                'verbose_name': 'answer to a frequent question',
                'verbose_name_plural': 'frequent questions',
                'ordering': ('question', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Script',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scene', models.CharField(choices=[('welcome', 'Welcome'), ('encourage', 'Encouragement and thanks'), ('koc', 'KOC'), ('wake_up', 'Gentle wake-up'), ('received', 'Notice: report received'), ('fixed', 'Notice: fault fixed'), ('complaint', 'Complaint and apology'), ('rumour', 'Answer to a rumour'), ('event', 'Event and test drive'), ('handover', 'Change of contact'), ('farewell', 'Graduation and return'), ('greeting', 'Greeting and car life'), ('consent', 'Asking for consent')], max_length=10, verbose_name='scene')),
                ('title', models.CharField(max_length=60, unique=True, validators=[members.models.validators.validate_readable], verbose_name='title')),
                ('title_en', models.CharField(blank=True, help_text='Shown to colleagues who read English; may stay empty.', max_length=60, validators=[members.models.validators.validate_readable], verbose_name='English title')),
                ('audience', models.CharField(blank=True, choices=[('', 'Anyone'), ('newcomer', 'Newcomers'), ('owner', 'Owners'), ('former', 'Former owners'), ('prospect', 'Prospects')], max_length=10, verbose_name='whom it suits')),
                ('role', models.CharField(blank=True, choices=[('', 'Any role'), ('geek', 'Technical geek'), ('social', 'Social queen bee'), ('aesthetic', 'Aesthetic evangelist')], max_length=10, verbose_name='for the role')),
                ('for_state', models.CharField(blank=True, choices=[('', 'Any state'), ('active', 'Active'), ('cooling', 'Cooling'), ('dormant', 'Dormant'), ('returned', 'Returned')], max_length=10, verbose_name='for the state')),
                ('starter_key', models.SlugField(blank=True, editable=False)),
                ('search_words', models.TextField(editable=False)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'script',
                'verbose_name_plural': 'scripts',
                'ordering': ('scene', 'title'),
                'indexes': [models.Index(fields=['scene', 'title'], name='script_of_scene')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('starter_key', ''), _negated=True), fields=('starter_key',), name='starter_script_once')],
            },
        ),
        migrations.CreateModel(
            name='ScriptVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('text', models.TextField(max_length=1000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(1000), knowledge.models.validators.validate_slots], verbose_name='text')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for approval'), ('approved', 'Approved'), ('retired', 'Retired')], default='draft', max_length=9, verbose_name='state')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='retired at')),
                ('approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ('script', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='knowledge.script', verbose_name='script')),
            ],
            options={
                'verbose_name': 'version of a script',
                'verbose_name_plural': 'versions of scripts',
                'ordering': ('-number',),
                'indexes': [models.Index(condition=models.Q(('state', 'approved')), fields=['valid_until'], name='script_expiry')],
                'constraints': [models.UniqueConstraint(fields=('script', 'number'), name='script_version_once'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'submitted'))), fields=('script',), name='script_has_one_draft'), models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('script',), name='script_has_one_approved'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'submitted', 'approved', 'retired'))), name='script_state_known'), models.CheckConstraint(condition=models.Q(('approver__isnull', True), ('author__isnull', True), models.Q(('approver', models.F('author')), _negated=True), _connector='OR'), name='script_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('state__in', ('draft', 'submitted')), ('valid_until__isnull', True)), models.Q(('approved_at__isnull', False), ('state__in', ('approved', 'retired')), ('valid_until__isnull', False)), _connector='OR'), name='script_approved_expires')],
            },
        ),
        migrations.CreateModel(
            name='ScriptUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('interaction', 'Interaction'), ('notice', 'Notice to an owner')], max_length=11, verbose_name='used in')),
                ('used_at', models.DateTimeField(verbose_name='used at')),
                ('used_on', models.DateField(editable=False)),
                ('valid_until', models.DateField(editable=False)),
                ('was_quiet', models.BooleanField(default=False, verbose_name='was quiet')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answer_noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answer noted by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='script_uses', to='members.member', verbose_name='member')),
                ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='used by')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='knowledge.scriptversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'use of a script',
                'verbose_name_plural': 'uses of scripts',
                'ordering': ('-used_at', '-id'),
                'indexes': [models.Index(fields=['version', '-used_at'], name='script_use_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('used_on__lte', models.F('valid_until'))), name='script_used_before_expiry')],
            },
        ),
        migrations.CreateModel(
            name='ScriptChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('created', 'Version begun'), ('edited', 'Text edited'), ('submitted', 'Submitted'), ('returned', 'Sent back'), ('approved', 'Approved'), ('retired', 'Retired')], max_length=9, verbose_name='what happened')),
                ('reason', models.CharField(blank=True, max_length=300, validators=[members.models.validators.validate_readable], verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='when')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='knowledge.scriptversion')),
            ],
            options={
                'verbose_name': 'change of a script',
                'verbose_name_plural': 'changes of scripts',
                'ordering': ('-pk',),
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
