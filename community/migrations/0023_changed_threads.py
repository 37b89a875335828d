"""Threads that changed are read again, posts say whether they name somebody, and chats are put
together once.
"""

import django.db.models.deletion
from django.db import migrations, models


def read_again(apps, schema_editor):
    """Let the next scan read all threads again: who answers whom follows quotes and calls."""
    cursors = apps.get_model("community", "ThreadScanCursor").objects
    cursors.update(through_post=0)


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0020_threads_of_posts'),
        ('community', '0022_questions_closed_by_staff'),
    ]

    operations = [
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
        migrations.AddField(
            model_name='postfeatures',
            name='names_somebody',
            field=models.BooleanField(db_default=False, default=False),
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
        migrations.RunPython(read_again, migrations.RunPython.noop),
    ]
