"""A source says what its posts without a thread are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0019_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='eventsource',
            name='threads',
            field=models.CharField(choices=[('auto', 'As its rows show'), ('chat', 'Group chat: put messages together by time and topic'), ('forum', 'Forum: each post without a thread opens one')], default='auto', help_text='Where rows do not say to which thread a post belongs. If you choose the group chat, stored posts are put together too.', max_length=5, verbose_name='posts without a thread'),
        ),
    ]
