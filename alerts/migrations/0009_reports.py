"""Reports of issues under their own name; tables keep theirs, so nothing is copied."""

from django.db import migrations, models

OLD_NAMES = {"goes": "source", "stays": "target", "muted_until_voices": "muted_until_reporters"}


def _renamed(value, names):
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    return value


def _rename_keys(names):
    def rename(apps, schema_editor):
        IssueCorrection = apps.get_model("alerts", "IssueCorrection")
        for correction in IssueCorrection.objects.exclude(before={}).iterator():
            correction.before = _renamed(correction.before, names)
            correction.save(update_fields=["before"])

    return rename


def forget_checkpoint(apps, schema_editor):
    """The index is built anew from the reports: the checkpoint's keys have other names."""
    state = apps.get_model("alerts", "ClassificationState")
    state.objects.update(snapshot=b"", snapshot_through=0, snapshot_correction=0, cache_key="")


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0008_counted_voices"),
        # A model renamed backwards renames its content type.
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveConstraint("OwnerNotice", "voice_told_once"),
        migrations.AlterModelTable("Placement", "alerts_placement"),
        migrations.RenameModel("Placement", "IssueReport"),
        migrations.AlterModelTable("WatchState", "alerts_watchstate"),
        migrations.RenameModel("WatchState", "ClassificationState"),
        migrations.RenameField("ClassificationState", "memory_key", "cache_key"),
        migrations.RemoveConstraint("IssueCorrection", "corrected_issues_are_two"),
        migrations.RenameField("IssueCorrection", "goes_number", "source_number"),
        migrations.RenameField("IssueCorrection", "stays_number", "target_number"),
        migrations.RenameField("IssueCorrection", "after_placement", "after_report"),
        migrations.RenameField("IssueCorrection", "voices", "reports"),
        migrations.AddConstraint(
            "IssueCorrection",
            models.CheckConstraint(
                name="corrected_issues_are_two",
                condition=~models.Q(source_number=models.F("target_number")),
            ),
        ),
        migrations.RemoveConstraint("Issue", "muted_issue_has_condition"),
        migrations.RenameField("Issue", "muted_until_voices", "muted_until_reporters"),
        migrations.AddConstraint(
            "Issue",
            models.CheckConstraint(
                name="muted_issue_has_condition",
                condition=~models.Q(state="muted") | models.Q(muted_until_reporters__isnull=False),
            ),
        ),
        migrations.RenameField("Alert", "voices", "reporter_count"),
        migrations.RenameField("OwnerNotice", "voice", "report"),
        migrations.RenameField("OwnerNotice", "told_at", "sent_at"),
        migrations.RenameField("OwnerNotice", "told_by", "sent_by"),
        migrations.AddConstraint(
            "OwnerNotice",
            models.UniqueConstraint(fields=("report", "kind"), name="issue_report_notice_once"),
        ),
        migrations.RunPython(
            _rename_keys(OLD_NAMES), _rename_keys({new: old for old, new in OLD_NAMES.items()})
        ),
        migrations.RunPython(forget_checkpoint, forget_checkpoint),
    ]
