"""Who may use the views of insights; its API resources declare their own access."""

from common.security.access import DATA, LEADS, SEGMENTERS, STAFF, Access

ACCESS: dict[str, Access] = {
    "insights:overview": Access(read=STAFF),
    "insights:member_list": Access(read=STAFF, write=STAFF),
    "insights:succession": Access(read=STAFF),
    "insights:segment_list": Access(read=STAFF),
    "insights:segment_detail": Access(read=STAFF),
    "insights:segment_create": Access(read=SEGMENTERS, write=SEGMENTERS),
    "insights:segment_edit": Access(read=SEGMENTERS, write=SEGMENTERS),
    "insights:segment_preview": Access(write=SEGMENTERS),
    "insights:segment_recount": Access(write=SEGMENTERS),
    "insights:segment_archive": Access(write=SEGMENTERS),
    "insights:segment_export": Access(read=SEGMENTERS),
    "insights:webhook_list": Access(read=DATA),
    "insights:webhook_detail": Access(read=DATA),
    "insights:webhook_create": Access(read=LEADS, write=LEADS),
    "insights:webhook_edit": Access(read=LEADS, write=LEADS),
    "insights:webhook_rotate": Access(write=LEADS),
    "insights:webhook_pause": Access(write=LEADS),
    "insights:webhook_ping": Access(write=LEADS),
    "insights:webhook_resend": Access(write=LEADS),
}
