"""What all apps share and no business word is in: errors, access, pages, API, jobs, database."""
