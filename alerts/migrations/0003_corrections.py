import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("alerts", "0002_issue_merge")]

    operations = [
        migrations.RenameModel("IssueMerge", "IssueCorrection"),
        migrations.RenameField("issuecorrection", "merged_at", "made_at"),
        migrations.RenameField("issuecorrection", "merged_by", "made_by"),
        migrations.RenameField("watchstate", "snapshot_merge", "snapshot_correction"),
        migrations.RemoveConstraint("issuecorrection", "issues_merged_are_two"),
    ]
