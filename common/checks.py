"""System checks of settings and keys that would otherwise fail in a page or a night."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Info

from common.logs import FORMATS
from common.security.field_key import unreadable_fields


def check_time_zone(**_how: Any) -> list[Error]:
    """Report a business time zone that does not exist."""
    name = settings.BUSINESS_TIME_ZONE
    if name in settings.KNOWN_TIME_ZONES:
        return []
    hint = (
        "时区名无效，请改为 IANA 名称 · Set it to an IANA name, e.g. Asia/Shanghai or "
        "Europe/Berlin."
    )
    return [
        Error(
            f"BUSINESS_TIME_ZONE is not a time zone: {name!r}",
            hint=hint,
            id="kocops.E001",
        ),
    ]


def check_field_key(
    *,
    databases: Sequence[str] | None = None,
    **_how: Any,
) -> list[Error]:
    """Report encrypted fields that FIELD_KEY cannot read; runs with `--database default`."""
    if "default" not in (databases or ()):
        return []
    fields = unreadable_fields()
    if not fields:
        return []
    hint = (
        "请恢复原来的 FIELD_KEY · Restore the FIELD_KEY that this database was "
        "written with (.env or var/field_key)."
    )
    text = f"FIELD_KEY does not fit this database; it cannot read: {', '.join(fields)}"
    return [Error(text, hint=hint, id="kocops.E002")]


def check_origins(**_how: Any) -> list[Error]:
    """Report allowed origins that no browser would ever send."""
    wrong = []
    for origin in settings.CORS_ALLOWED_ORIGINS:
        parts = urlsplit(origin)
        if origin != f"{parts.scheme}://{parts.netloc}" or not parts.netloc:
            wrong.append(origin)
    if not wrong:
        return []
    hint = (
        "写成协议、主机和端口，末尾不要斜杠，例如 https://board.example.org · "
        "Write scheme, host and port, without a slash at the end, e.g. https://board.example.org."
    )
    text = f"CORS_ALLOWED_ORIGINS has what is no origin: {', '.join(wrong)}"
    return [Error(text, hint=hint, id="kocops.E003")]


def check_log_format(**_how: Any) -> list[Error]:
    """Report a format of the log that does not exist."""
    if settings.LOG_FORMAT in FORMATS:
        return []
    hint = "请改为 text 或 json · Set it to text or json."
    text = f"LOG_FORMAT is not a format of the log: {settings.LOG_FORMAT!r}"
    return [Error(text, hint=hint, id="kocops.E004")]


def check_environment(**_how: Any) -> list[Info]:
    """Mention an embedded installation that was not chosen explicitly."""
    if not settings.IS_EMBEDDED_BY_DEFAULT:
        return []
    text = (
        f"没有 .env，也没有 DATABASE_URL：使用 {settings.VAR_DIR} 下的"
        "内嵌 SQLite，密钥也在那里生成 · "
        f"no .env, no DATABASE_URL: embedded SQLite under {settings.VAR_DIR}, and keys made there"
    )
    hint = "有意如此可设 KOCOPS_EMBEDDED=1 · If this is meant, set KOCOPS_EMBEDDED=1."
    return [Info(text, hint=hint, id="kocops.I001")]
