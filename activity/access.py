"""Who may use the views of activity; its API resources declare their own access."""

from common.security.access import DATA, STAFF, Access

ACCESS: dict[str, Access] = {
    "activity:source_list": Access(read=STAFF),
    "activity:source_detail": Access(read=STAFF),
    "activity:source_create": Access(read=DATA, write=DATA),
    "activity:source_edit": Access(read=DATA, write=DATA),
    "activity:silence_decide": Access(write=DATA),
    "activity:batch_list": Access(read=STAFF),
    "activity:batch_detail": Access(read=STAFF),
    "activity:batch_errors": Access(read=DATA),
    "activity:upload": Access(read=DATA, write=DATA),
    "activity:upload_mapping": Access(read=DATA, write=DATA),
    "activity:upload_result": Access(read=DATA),
    "activity:upload_template": Access(read=DATA),
    "activity:mapping_forget": Access(write=DATA),
    "activity:night_list": Access(read=STAFF),
    "activity:night_detail": Access(read=STAFF),
    "activity:run_nightly": Access(write=DATA),
}
