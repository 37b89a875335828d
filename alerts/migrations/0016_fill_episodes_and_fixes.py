"""Fill what can be known of issues from before: their present episode, their
newest alert, and that a version fixed them, and when.
"""

from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.db import migrations
from django.db.models import Max

from common.calendar import business_date

QUIET = timedelta(days=90)
BATCH = 1000
FIELDS = [
    "episode_began_at",
    "last_report_at",
    "last_alerted_at",
    "fixed_by",
    "fixed_on",
]


def fill(apps, schema_editor):
    Issue = apps.get_model("alerts", "Issue")
    newest_alerts = _newest(apps, "Alert", "post__posted_at")
    fixed_at = _newest(apps, "IssueChange", "changed_at", to_state="fixed")
    issues = {}
    for issue in Issue.objects.iterator():
        issue.last_alerted_at = newest_alerts.get(issue.pk, issue.alerted_at)
        if issue.fixed_in:
            issue.fixed_by = "version"
            if issue.pk in fixed_at:
                issue.fixed_on = business_date(fixed_at[issue.pk])
        issues[issue.pk] = issue
    _fill_episodes(apps, issues)
    Issue.objects.bulk_update(issues.values(), FIELDS, batch_size=BATCH)


def _newest(apps, model, field, **conditions):
    rows = apps.get_model("alerts", model).objects.filter(**conditions)
    newest = rows.order_by().values_list("issue_id").annotate(at=Max(field))
    return dict(newest)


def _fill_episodes(apps, issues):
    reports = apps.get_model("alerts", "IssueReport").objects.order_by(
        "issue_id",
        "posted_at",
    )
    rows = reports.values_list("issue_id", "posted_at").iterator()
    for issue_id, moments in groupby(rows, key=itemgetter(0)):
        issue = issues[issue_id]
        for _issue_id, at in moments:
            last = issue.last_report_at
            if last is None or at - last > QUIET:
                issue.episode_began_at = at
            issue.last_report_at = at


class Migration(migrations.Migration):
    dependencies = [("alerts", "0015_episodes_and_fixes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
