"""Quiet hours: what is not critical waits until they are over."""

from datetime import datetime, time, timedelta, tzinfo

ONE_DAY = timedelta(days=1)
BEGINS, ENDS = time(22, 0), time(8, 0)


def quiet_until(
    now: datetime,
    begins: time,
    ends: time,
    zone: tzinfo,
) -> datetime | None:
    """Return when the quiet hours that hold now are over, None outside of
    them. Equal times mean none.

    Their begin belongs to them, their end does not.
    """
    local = now.astimezone(zone)
    clock = local.time()
    if begins == ends:
        return None
    day = local.date()
    if begins < ends:
        is_quiet = begins <= clock < ends
    else:
        is_quiet = clock >= begins or clock < ends
        if clock >= begins:
            day += ONE_DAY
    if not is_quiet:
        return None
    return datetime.combine(day, ends, tzinfo=zone)
