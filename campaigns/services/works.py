"""Works of campaigns: linked by staff, or by topic words in its days."""

from datetime import datetime, timedelta
from typing import Any

from django.db import DataError
from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignWork
from campaigns.models.choices import Via
from campaigns.rules.plans import ONE_DAY, StateName
from campaigns.services.campaigns import refuse_if_over
from common.calendar import business_date, day_begins
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, DomainError, Invalid
from community.models import Post

MOST_AT_ONCE = 5_000
# Posts arrive late from some platforms. Later ones are linked by staff.
LOOKED_AFTER = timedelta(days=7)


@atomic_with_retry
def link_work(
    *,
    campaign_id: int,
    post_id: int,
    user: Any,
    now: datetime,
) -> CampaignWork:
    """Make a post a work of a campaign, and return the link.

    Errors: Conflict if it is one already, or the campaign is over; Invalid for
    a post that is deleted or by staff.
    """
    refuse_if_over(campaign_id)
    if not Post.objects.visible().filter(pk=post_id).exists():
        text = _("This post is deleted, or by no member: it is no work.")
        raise Invalid("no_post", text, where={"field": "post"})
    rows = CampaignWork.objects.select_for_update()
    row = rows.filter(campaign=campaign_id, post=post_id).first()
    if row is not None and row.removed_at is None:
        text = _("This post is a work of the campaign already.")
        raise Conflict("linked_already", text)
    if row is None:
        row = CampaignWork(campaign_id=campaign_id, post_id=post_id)
    row.via = Via.PAGE
    row.linked_at = now
    row.linked_by = user
    row.removed_at = None
    row.save()
    return row


@atomic_with_retry
def remove_work(*, work_id: int, now: datetime) -> CampaignWork:
    """Take a work out of a campaign; topic words do not link it again.

    Errors: Conflict if it was taken out already, or the campaign is over.
    """
    row = _lock(work_id)
    if row.removed_at is not None:
        raise Conflict("removed_already", _("It was taken out already."))
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    return row


@atomic_with_retry
def restore_work(*, work_id: int) -> CampaignWork:
    """Put back a work that was taken out. Errors: Conflict."""
    row = _lock(work_id)
    if row.removed_at is None:
        raise Conflict("not_removed", _("This work was not taken out."))
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row


def _lock(work_id: int) -> CampaignWork:
    rows = CampaignWork.objects.select_for_update(of=("self",))
    row: CampaignWork = rows.get(pk=work_id)
    refuse_if_over(row.campaign_id)
    return row


def link_named_works(*, now: datetime) -> int:
    """Link the posts that name a topic word in the days of a campaign that
    runs or has just ended; return how many are new.

    A campaign that fails does not keep the others from being looked at.
    Errors: ExceptionGroup with what failed, once all were looked at.
    """
    states = (StateName.RUNNING, StateName.ENDED)
    rows = Campaign.objects.filter(
        state__in=states,
        ends_on__gte=business_date(now) - LOOKED_AFTER,
    )
    linked = 0
    failures = []
    for campaign in rows.exclude(topics=[]).order_by("pk"):
        try:
            linked += link_named_posts(campaign=campaign, now=now)
        except (DomainError, ValueError, OverflowError, DataError) as error:
            error.add_note(f"campaign {campaign.pk}")
            failures.append(error)
    if failures:
        text = "works of campaigns could not be linked"
        raise ExceptionGroup(text, failures)
    return linked


@atomic_with_retry
def link_named_posts(*, campaign: Campaign, now: datetime) -> int:
    """Link the posts that name a topic word of a campaign in its days; return
    how many are new. Errors: Conflict if the campaign is over.
    """
    refuse_if_over(campaign.pk)
    if not campaign.topics:
        return 0
    named = Q()
    for word in campaign.topics:
        named |= Q(title__icontains=word) | Q(text__icontains=word)
    posts = Post.objects.visible().filter(
        named,
        is_opening=True,
        posted_at__gte=day_begins(campaign.starts_on),
        posted_at__lt=day_begins(campaign.ends_on + ONE_DAY),
    )
    known = CampaignWork.objects.filter(campaign=campaign).values("post_id")
    found = posts.exclude(pk__in=known).order_by("pk")
    rows = []
    for post_id in found.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        row = CampaignWork(
            campaign=campaign,
            post_id=post_id,
            via=Via.TOPIC,
            linked_at=now,
        )
        rows.append(row)
    CampaignWork.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
