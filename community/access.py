"""Who may use the views of community; its API resources declare their own access."""

from common.security.access import DATA, EDITORS, LEADS, STAFF, Access

ACCESS: dict[str, Access] = {
    "community:circle_list": Access(read=STAFF, write=LEADS),
    "community:circle_detail": Access(read=STAFF),
    "community:circle_create": Access(read=LEADS, write=LEADS),
    "community:circle_edit": Access(read=LEADS, write=LEADS),
    "community:circle_members": Access(read=EDITORS, write=EDITORS),
    "community:member_circle_join": Access(write=EDITORS),
    "community:member_circle_leave": Access(write=EDITORS),
    "community:member_upload": Access(read=DATA, write=DATA),
    "community:member_file_template": Access(read=DATA),
    "community:member_file": Access(read=DATA),
    "community:member_file_take": Access(write=DATA),
    "community:member_file_result": Access(read=DATA),
    "community:post_list": Access(read=STAFF),
}
