"""Which database is used, and how it is connected to."""

from pathlib import Path
from typing import Any

ON_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
}


def database_settings(env: Any, folder: Path) -> dict[str, Any]:
    """Return Django's settings of the database that the environment names;
    without a name, SQLite in the folder.
    """
    # .env names the password once; docker compose replaces the placeholder as well.
    password = env.str("POSTGRES_PASSWORD", default="")
    url = env.str("DATABASE_URL", default="").replace(
        "${POSTGRES_PASSWORD}",
        password,
    )
    chosen: dict[str, Any] = env.db_url_config(
        url or f"sqlite:///{folder / 'kocops.sqlite3'}",
    )
    options = chosen.setdefault("OPTIONS", {})
    if chosen["ENGINE"].endswith("sqlite3"):
        options.update(ON_SQLITE)
        return chosen
    chosen.update({"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True})
    options.setdefault("options", "-c client_connection_check_interval=1000")
    options.setdefault("connect_timeout", 5)
    return chosen
