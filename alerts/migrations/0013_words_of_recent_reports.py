"""Words of the reports that still count for an alert, so that a rising issue is
not silent after the upgrade: those of issues without an alert, of the last
months. What each word says was not stored before, so all say the same.
"""

from datetime import timedelta

from django.db import migrations
from django.db.models import Max

COUNTED = timedelta(days=60)
NATS = 4
BATCH = 1000


def fill_words(apps, schema_editor):
    IssueReport = apps.get_model("alerts", "IssueReport")
    newest = IssueReport.objects.aggregate(newest=Max("posted_at"))["newest"]
    if newest is None:
        return
    reports = IssueReport.objects.filter(
        issue__alerted_at__isnull=True,
        by_thread=False,
        posted_at__gte=newest - COUNTED,
    )
    changed = []
    for report in reports.only("terms").iterator():
        words = {}
        for term in report.terms:
            if "|" not in term:
                words[term] = NATS
        report.words = words
        changed.append(report)
    IssueReport.objects.bulk_update(changed, ["words"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0012_several_reports_of_a_post")]
    operations = [
        migrations.RunPython(fill_words, migrations.RunPython.noop),
    ]
