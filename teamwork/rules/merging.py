"""What a merge of two member records can take over from the merged one."""

TAKEN = (
    "owner_status",
    "joined_on",
    "province",
    "city",
    "primary_contact_id",
    "backup_contact_id",
    "contact_note",
)
