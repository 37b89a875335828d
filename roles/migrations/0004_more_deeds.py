from django.db import migrations
from django.utils import timezone

MORE = {"saved": 0.5, "attracted": 0.5, "introduced": 1.0, "first_apart": 1.0}


def nightly_runs(apps):
    """Return the model of nights, which activity 0012 renames before or after this."""
    try:
        return apps.get_model("activity", "Night")
    except LookupError:
        return apps.get_model("activity", "NightlyRun")


def weigh(apps, schema_editor):
    """Where a policy stands, a new version of it also weighs the deeds that are read from now on; a night that was cut
    off is planned anew by it.
    """
    for night in nightly_runs(apps).objects.filter(state="running"):
        night.pinned.pop("roles", None)
        night.save(update_fields=["pinned"])
    policies = apps.get_model("roles", "RolePolicy").objects
    newest = policies.order_by("-version").first()
    if newest is not None:
        policies.create(
            version=newest.version + 1,
            created_at=timezone.now(),
            limits=newest.limits,
            weights={**newest.weights, **MORE},
            note="新识别的行为：被收藏、吸引新人、引荐、率先拆解新版本",
        )


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_role_policy"), ("activity", "0004_recounts")]

    operations = [migrations.RunPython(weigh, migrations.RunPython.noop, elidable=True)]
