"""Who may use the views of notifications; its API resources declare their own access."""

from common.security.access import LEADS, STAFF, Access

ACCESS: dict[str, Access] = {
    "notifications:notification_list": Access(read=STAFF, write=STAFF),
    "notifications:notification_detail": Access(read=STAFF),
    "notifications:read_all": Access(write=STAFF),
    "notifications:event_list": Access(read=LEADS),
    "notifications:event_detail": Access(read=STAFF),
    "notifications:event_confirm": Access(write=STAFF),
    "notifications:preferences": Access(read=STAFF, write=STAFF),
    "notifications:catalogue": Access(read=STAFF),
    "notifications:team": Access(read=LEADS, write=LEADS),
    "notifications:subscriptions": Access(read=LEADS, write=LEADS),
}
