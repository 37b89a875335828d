"""Ground that carries no business word: errors, access, pages, API, tables, exports, job runs."""
