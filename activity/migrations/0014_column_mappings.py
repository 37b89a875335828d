"""Mappings of columns, kept per source and header."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("activity", "0013_batch_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "content",
                    models.CharField(
                        choices=[
                            ("events", "Events"),
                            ("posts", "Posts"),
                            ("reactions", "Reactions"),
                            ("members", "Members"),
                        ],
                        max_length=9,
                        verbose_name="content",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "header",
                    models.JSONField(default=list, verbose_name="header"),
                ),
                (
                    "columns",
                    models.JSONField(default=dict, verbose_name="columns"),
                ),
                (
                    "used_at",
                    models.DateTimeField(verbose_name="last used"),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kept by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="column_mappings",
                        to="activity.eventsource",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "mapping of columns",
                "verbose_name_plural": "mappings of columns",
                "ordering": ("-used_at",),
            },
        ),
        migrations.AddConstraint(
            model_name="columnmapping",
            constraint=models.UniqueConstraint(
                fields=("source", "content", "digest"),
                name="columns_mapped_once_a_header",
            ),
        ),
    ]
