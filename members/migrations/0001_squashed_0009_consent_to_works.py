"""All tables of the app at once, for databases that begin here."""

import common.db.fields
import django.core.validators
import django.db.models.deletion
import members.models.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('members', '0001_initial'),
        ('members', '0002_merged_into'),
        ('members', '0003_member_by_status'),
        ('members', '0004_moved_identities'),
        ('members', '0005_members_in'),
        ('members', '0006_names_and_moved_rows'),
        ('members', '0007_consents'),
        ('members', '0008_faq_consents'),
        ('members', '0009_consent_to_works'),
    ]

    initial = True

    dependencies = [
        ('auth', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nickname', models.CharField(max_length=60, validators=[members.models.validators.validate_readable], verbose_name='nickname')),
                ('kind', models.CharField(choices=[('person', 'Person'), ('staff', 'Staff'), ('bot', 'Bot'), ('test', 'Test account')], default='person', max_length=6, verbose_name='kind')),
                ('owner_status', models.CharField(choices=[('prospect', 'Prospect'), ('owner', 'Owner'), ('former', 'Former owner')], default='prospect', max_length=8, verbose_name='owner status')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='joined on')),
                ('joined_from', models.CharField(blank=True, choices=[('arrival', 'first seen'), ('file', 'file or interface'), ('staff', 'staff')], db_default='', default='', editable=False, max_length=7, verbose_name='joining date known from')),
                ('province', models.CharField(blank=True, max_length=30, validators=[members.models.validators.validate_readable], verbose_name='province')),
                ('city', models.CharField(blank=True, max_length=30, validators=[members.models.validators.validate_readable], verbose_name='city')),
                ('contact_note', models.TextField(blank=True, max_length=2000, validators=[members.models.validators.validate_readable_lines, django.core.validators.MaxLengthValidator(2000)], verbose_name='note for the next contact')),
                ('staff_edited_at', models.JSONField(blank=True, db_default=models.Value({}, output_field=models.JSONField()), default=dict, editable=False, help_text='When staff last set each field; what they set, no delivery overwrites.')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('backup_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='backup contact')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_members', to='members.member', verbose_name='merged into')),
                ('primary_contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='primary contact')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'indexes': [models.Index(fields=['city', 'id'], name='member_city'), models.Index(fields=['kind', 'id'], name='member_kind'), models.Index(condition=models.Q(('merged_into__isnull', True)), fields=['kind', 'owner_status'], name='member_by_status'), models.Index(fields=['nickname', 'id'], name='member_nickname'), models.Index(fields=['joined_on', 'id'], name='member_joined')],
                'constraints': [models.CheckConstraint(condition=models.Q(('nickname', ''), _negated=True), name='member_has_nickname'), models.CheckConstraint(condition=models.Q(('backup_contact__isnull', True), ('primary_contact__isnull', True), models.Q(('backup_contact', models.F('primary_contact')), _negated=True), _connector='OR'), name='member_backup_is_another', violation_error_message='Primary and backup contact must be two people.')],
            },
        ),
        migrations.CreateModel(
            name='MemberConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('engineering', 'VIN to engineering, to look for the cause of a fault'), ('faq', 'Quoting what they wrote in the FAQ, with their name'), ('works', "Use of their works in the brand's own content")], max_length=12, verbose_name='purpose')),
                ('is_given', models.BooleanField(verbose_name='agreed')),
                ('note', models.CharField(max_length=200, validators=[members.models.validators.validate_readable], verbose_name='where and how they said so')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='members.member')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['member', 'purpose', 'id'], name='consent_of_member')],
            },
        ),
        migrations.CreateModel(
            name='MemberContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone', 'Phone'), ('real_name', 'Real name'), ('email', 'E-mail'), ('unionid', 'WeChat unionid')], max_length=9, verbose_name='kind')),
                ('value', common.db.fields.EncryptedTextField(verbose_name='value')),
                ('value_index', models.CharField(editable=False, max_length=64)),
                ('source', models.CharField(choices=[('staff', 'Staff'), ('file', 'file or interface')], max_length=5, verbose_name='source')),
                ('updated_at', models.DateTimeField(verbose_name='updated at')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='members.member')),
            ],
            options={
                'verbose_name': 'personal detail',
                'verbose_name_plural': 'personal details',
                'ordering': ('kind', '-updated_at', 'id'),
                'indexes': [models.Index(fields=['kind', 'value_index'], name='contact_by_value')],
                'constraints': [models.UniqueConstraint(fields=('member', 'kind', 'value_index'), name='contact_once_per_member')],
            },
        ),
        migrations.CreateModel(
            name='MemberIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('platform', models.CharField(max_length=40, verbose_name='platform')),
                ('external_id', models.CharField(max_length=128, verbose_name='external id')),
                ('moved_by_merge', models.BooleanField(default=False, editable=False, help_text='A merge gave it to another member; what arrives under it goes back with it.')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='members.member')),
            ],
            options={
                'verbose_name': 'external identity',
                'verbose_name_plural': 'external identities',
                'indexes': [models.Index(condition=models.Q(('moved_by_merge', True)), fields=['platform', 'external_id'], name='identity_moved_by_merge')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'external_id'), name='identity_belongs_to_one')],
            },
        ),
        migrations.CreateModel(
            name='MemberNameToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=44)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_tokens', to='members.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'member'), name='name_token_once')],
            },
        ),
        migrations.CreateModel(
            name='MemberTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, validators=[members.models.validators.validate_readable], verbose_name='tag')),
                ('source', models.CharField(choices=[('declared', 'Declared by the member'), ('inferred', 'Inferred'), ('staff', 'Set by staff')], max_length=8, verbose_name='source')),
                ('weight', models.FloatField(default=1.0, verbose_name='weight')),
                ('is_rejected', models.BooleanField(default=False, verbose_name='rejected by staff')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='members.member')),
            ],
            options={
                'verbose_name': 'interest tag',
                'verbose_name_plural': 'interest tags',
                'ordering': ('-weight', 'name'),
                'constraints': [models.UniqueConstraint(fields=('name', 'member'), name='tag_once_per_member'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 1)), name='tag_weight_is_share'), models.CheckConstraint(condition=models.Q(('is_rejected', False), ('source', 'staff'), _connector='OR'), name='only_staff_reject_tags')],
            },
        ),
        migrations.CreateModel(
            name='MovedIdentityRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=80)),
                ('row_id', models.BigIntegerField()),
                ('identity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.memberidentity')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member')),
            ],
            options={
                'verbose_name': 'row of a moved identity',
                'verbose_name_plural': 'rows of moved identities',
                'constraints': [models.UniqueConstraint(fields=('relation', 'row_id'), name='moved_row_noted_once'), models.CheckConstraint(condition=models.Q(models.Q(('identity__isnull', True), ('member__isnull', False)), models.Q(('identity__isnull', False), ('member__isnull', True)), _connector='OR'), name='moved_row_has_one_owner')],
            },
        ),
        migrations.CreateModel(
            name='SyncConflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60, verbose_name='field')),
                ('value', common.db.fields.EncryptedTextField(blank=True, verbose_name='delivered value')),
                ('value_index', models.CharField(blank=True, editable=False, max_length=64)),
                ('source', models.CharField(max_length=60, verbose_name='source')),
                ('seen_at', models.DateTimeField(verbose_name='seen at')),
                ('state', models.CharField(choices=[('open', 'Open'), ('taken', 'Taken from the delivery'), ('kept', 'Kept as it was')], default='open', max_length=5, verbose_name='state')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sync_conflicts', to='members.member')),
            ],
            options={
                'verbose_name': 'conflict with a delivery',
                'verbose_name_plural': 'conflicts with deliveries',
                'ordering': ('field', 'id'),
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['seen_at'], name='open_sync_conflict')],
                'constraints': [models.UniqueConstraint(fields=('member', 'field'), name='one_conflict_per_field')],
            },
        ),
        migrations.CreateModel(
            name='VehicleOwnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model_series', models.CharField(max_length=40, validators=[members.models.validators.validate_readable], verbose_name='model series')),
                ('model_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='model year')),
                ('vin', common.db.fields.EncryptedTextField(blank=True, verbose_name='VIN')),
                ('vin_index', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='owned since')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='owned until')),
                ('end_reason', models.CharField(blank=True, choices=[('sold', 'Sold'), ('traded_same', 'Traded for the same brand'), ('left_brand', 'Left the brand')], max_length=12, verbose_name='reason it ended')),
                ('staff_edited_at', models.JSONField(blank=True, db_default=models.Value({}, output_field=models.JSONField()), default=dict, editable=False, help_text='When staff last set each field; what they set, no delivery overwrites.')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vehicles', to='members.member')),
            ],
            options={
                'verbose_name': 'vehicle',
                'verbose_name_plural': 'vehicles',
                'ordering': (models.OrderBy(models.F('started_on'), descending=True, nulls_last=True), '-id'),
                'indexes': [models.Index(fields=['model_series', 'member'], name='vehicle_series')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='vehicle_ends_after_start', violation_error_message='A car cannot be given up before it was owned.'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='vehicle_end_has_reason', violation_error_message='An ended ownership needs its reason, a current one has none.')],
            },
        ),
        migrations.CreateModel(
            name='SoftwareSpell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=40, validators=[members.models.validators.validate_readable], verbose_name='software version')),
                ('started_on', models.DateField(verbose_name='installed on')),
                ('vehicle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='software', to='members.vehicleownership')),
            ],
            options={
                'verbose_name': 'software version',
                'verbose_name_plural': 'software versions',
                'ordering': ('-started_on',),
                'constraints': [models.UniqueConstraint(fields=('vehicle', 'started_on'), name='one_software_version_a_day')],
            },
        ),
    ]
