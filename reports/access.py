"""Who may use the pages of reports; API resources declare their own access."""

from common.security.access import LEADS, SEGMENTERS, STAFF, Access

ACCESS: dict[str, Access] = {
    "reports:brief": Access(read=STAFF),
    "reports:target_form": Access(read=STAFF, write=SEGMENTERS),
    "reports:subscribe": Access(write=STAFF),
    "reports:subscribe_channel": Access(write=LEADS),
    "reports:unsubscribe": Access(write=STAFF),
    "reports:funnel": Access(read=STAFF),
    "reports:stage_member_list": Access(read=STAFF),
    "reports:funnel_policy": Access(read=STAFF, write=SEGMENTERS),
    "reports:resubscribe": Access(write=STAFF),
}
