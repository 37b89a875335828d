from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

REVIEW_DAYS = 90
ZONE = ZoneInfo(settings.BUSINESS_TIME_ZONE)


def admit_approved(apps: Any, schema_editor: Any) -> None:
    """Make whoever was approved before there was a roster a KOC since then."""
    nominations = apps.get_model("teamwork", "Nomination").objects
    spells = apps.get_model("koc", "KocSpell").objects
    changes = apps.get_model("koc", "KocChange").objects
    approved = nominations.filter(state="accepted", koc_spell__isnull=True)
    for row in approved.select_related("member").order_by("decided_at", "pk"):
        spell = spells.filter(member=row.member, ended_on__isnull=True).first()
        if spell is None:
            since = row.decided_at.astimezone(ZONE).date()
            spell = spells.create(
                member=row.member,
                tier="core",
                since=since,
                contact_id=row.member.primary_contact_id or row.proposed_by_id,
                review_on=since + timedelta(days=REVIEW_DAYS),
                origin="nomination",
                began_by_id=row.decided_by_id,
                updated_at=row.decided_at,
            )
            changes.create(
                spell=spell,
                kind="began",
                reason=row.decision_reason,
                after={
                    "tier": spell.tier,
                    "contact": spell.contact_id,
                    "review_on": str(spell.review_on),
                    "since": str(since),
                },
                made_by_id=row.decided_by_id,
                made_at=row.decided_at,
            )
        row.koc_spell = spell
        row.save(update_fields=["koc_spell"])


class Migration(migrations.Migration):
    dependencies = [("teamwork", "0009_roster")]

    operations = [
        migrations.RunPython(admit_approved, migrations.RunPython.noop),
    ]
