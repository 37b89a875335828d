"""Posts know who used them again, and which were written into a quarrel."""

import django.db.models.deletion
from django.db import migrations, models


def read_again(apps, schema_editor):
    """Let the next scan read all threads again, for what is known of them now."""
    cursors = apps.get_model("community", "ThreadScanCursor").objects
    cursors.update(through_post=0)


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0018_connection_channel'),
        ('community', '0020_question_states'),
        ('members', '0006_names_and_moved_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('used_key', models.CharField(max_length=128)),
            ],
            options={
                'verbose_name': 'use of a post',
                'verbose_name_plural': 'uses of posts',
            },
        ),
        migrations.AddField(
            model_name='postfeatures',
            name='in_quarrel',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='postfeatures',
            name='users',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('reaction_count__gt', 0)), fields=['source'], name='post_reacted'),
        ),
        migrations.AddField(
            model_name='postuse',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='community.post'),
        ),
        migrations.AddField(
            model_name='postuse',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.eventsource'),
        ),
        migrations.AddIndex(
            model_name='postuse',
            index=models.Index(fields=['source', 'used_key'], name='post_use_of'),
        ),
        migrations.RunPython(read_again, migrations.RunPython.noop, elidable=True),
    ]
