"""Settings from the environment and `.env`; without any, an embedded
installation: SQLite, no Redis, under `var/`.

Settings that do not depend on the environment are in kocops/configuration/.
"""

import os
import zoneinfo
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from common.security.secrets import read_or_create_secret
from kocops.configuration.accounts import *  # noqa: F403
from kocops.configuration.accounts import (
    SESSION_SECONDS,
    required_roles,
    sign_on_settings,
)
from kocops.configuration.api import *  # noqa: F403
from kocops.configuration.database import database_settings
from kocops.configuration.field_texts import *  # noqa: F403
from kocops.configuration.logs import logging_to_console
from kocops.configuration.mail import mail_settings
from kocops.configuration.security import *  # noqa: F403
from kocops.configuration.security import https_settings
from kocops.pages import ABSOLUTE_URLS

BASE_DIR = Path(__file__).resolve().parent.parent
# A checkout keeps templates and its data beside the apps. An installed package holds the templates
# itself (pyproject.toml) and keeps its data in the folder where it is started.
IS_CHECKOUT = (BASE_DIR / "manage.py").is_file()
RESOURCES_DIR = BASE_DIR if IS_CHECKOUT else BASE_DIR / "kocops"
DATA_DIR = BASE_DIR if IS_CHECKOUT else Path.cwd()
env = environ.Env()

# The environment overrides the file. Tests ignore the file: it belongs to the installation beside
# them.
ENV_FILE = Path(env.str("KOCOPS_ENV_FILE", default=str(DATA_DIR / ".env")))
if ENV_FILE.is_file() and "PYTEST_VERSION" not in os.environ:
    environ.Env.read_env(ENV_FILE, overwrite=False)
CHOSEN = ("DATABASE_URL", "KOCOPS_VAR_DIR", "KOCOPS_EMBEDDED")
IS_EMBEDDED_BY_DEFAULT = not ENV_FILE.is_file() and not any(
    os.environ.get(name) for name in CHOSEN
)

VAR_DIR = Path(env.str("KOCOPS_VAR_DIR", default=str(DATA_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("KOCOPS_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_create_secret(
    VAR_DIR / "secret_key",
)
FIELD_KEY = env.str("FIELD_KEY", default="") or read_or_create_secret(
    VAR_DIR / "field_key",
)
# While keys are rotated (manage.py rotate_keys): the keys of before, read but not written.
OLD_FIELD_KEYS = env.list("OLD_FIELD_KEYS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"],
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Pages of these origins may use the API with a token, e.g. https://board.example.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])

INSTALLED_APPS = [
    "kocops.apps.KocopsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "import_export",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "kocops",
    "common",
    "accounts",
    "members",
    "activity",
    "community",
    "roles",
    "knowledge",
    "alerts",
    "lifecycle",
    "koc",
    "insights",
    "teamwork",
    "integrations",
    "campaigns",
    "outreach",
    "immunity",
    "notifications",
    "reports",
]

MIDDLEWARE = [
    "common.middleware.RequestCountMiddleware",
    "common.api.middleware.RequestIdMiddleware",
    "common.api.middleware.CrossOriginMiddleware",
    "common.api.middleware.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.middleware.PrivateAnswersMiddleware",
    "common.api.middleware.ApiHeadersMiddleware",
    "common.security.masking.MaskingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "common.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "common.middleware.UnavailableMiddleware",
    "common.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.RefuseUnreadableRequestMiddleware",
    "common.middleware.DisplayTimeZoneMiddleware",
    "common.middleware.LastWriteMiddleware",
    "accounts.middleware.SessionMiddleware",
    "common.middleware.AccessMiddleware",
    "accounts.middleware.ConfirmationMiddleware",
    "common.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "kocops.urls"
WSGI_APPLICATION = "kocops.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RESOURCES_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "kocops.context.layout",
            ],
        },
    },
]

DATABASES = {"default": database_settings(env, VAR_DIR)}

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        },
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        },
    }

# Redis only signals that work may be due; the database has the work. Without Redis,
# `manage.py work` polls the database.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "unacked_restore_limit": 1000,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Lanes do not wait for each other (kocops/schedule.py, kocops/jobs.py).
LANES = (
    "night",
    "sentinel",
    "notifications",
    "outbox",
    "connections",
    "files",
    "requests",
)
# A turn at a lane that is taken ends at once, so an old message costs nothing; it expires too.
CELERY_BEAT_SCHEDULE = {
    f"lane {lane}": {
        "task": "kocops.tasks.run_lane",
        "args": [lane],
        "schedule": 5.0,
        "options": {"expires": 60},
    }
    for lane in LANES
}
CELERY_BEAT_SCHEDULER = "kocops.beat:ClockProofScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

ABSOLUTE_URL_OVERRIDES = ABSOLUTE_URLS
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [
    RESOURCES_DIR / "locale",
    RESOURCES_DIR / "locale" / "third_party",
]
USE_I18N = True
FORMAT_MODULE_PATH = ["kocops.formats"]
USE_TZ = True
BUSINESS_TIME_ZONE = (
    env.str("BUSINESS_TIME_ZONE", default="") or "Asia/Shanghai"
)
KNOWN_TIME_ZONES = zoneinfo.available_timezones()
# With a zone that does not exist Django would not start; common/checks.py says what is wrong.
TIME_ZONE = (
    BUSINESS_TIME_ZONE if BUSINESS_TIME_ZONE in KNOWN_TIME_ZONES else "UTC"
)
CELERY_TIMEZONE = TIME_ZONE
INGEST_CHUNK_ROWS = env.int("INGEST_CHUNK_ROWS", default=20_000)
INGEST_MAX_BYTES = env.int("INGEST_MAX_BYTES", default=2 << 30)
INGEST_MAX_LINES = env.int("INGEST_MAX_LINES", default=20_000_000)
INGEST_MAX_REJECTED = env.int("INGEST_MAX_REJECTED", default=100_000)
INGEST_HOPELESS_ROWS = env.int("INGEST_HOPELESS_ROWS", default=10_000)
NIGHT_WORKERS = env.int("NIGHT_WORKERS", default=1)
# One process for each lane and for each that helps with a night, so that none waits for another.
CELERY_WORKER_CONCURRENCY = len(LANES) + NIGHT_WORKERS - 1
NIGHT_SHARD_MEMBERS = env.int("NIGHT_SHARD_MEMBERS", default=250_000)
MAIL_SERVER = mail_settings(env)
# Hosts of own gateways to which messages of robots may go besides the vendors'.
CHANNEL_HOSTS = env.list("CHANNEL_HOSTS", default=[])
# Only for development and tests: messages may also go to this machine itself.
OUTGOING_LOOPBACK = env.bool("OUTGOING_LOOPBACK", default=False)
# How colleagues reach kocops; messages link to it.
PUBLIC_URL = env.str("PUBLIC_URL", default="") or "http://127.0.0.1:8000"
DISPLAY_TIME_ZONES = [
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Tokyo",
    "Europe/Berlin",
    "UTC",
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [RESOURCES_DIR / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR_DIR / "media"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = _("Any")
DJANGO_TABLES2_TEMPLATE = "components/table.html"

SESSION_COOKIE_AGE = SESSION_SECONDS
# The demo community and development do without; a real installation protects its administrators.
IS_TRIAL = DEBUG or env.bool("KOCOPS_DEMO", default=False)
MFA_REQUIRED_ROLES = required_roles(env, is_trial=IS_TRIAL)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_TRIAL
CONFIRM_MINUTES = env.int("KOCOPS_CONFIRM_MINUTES", default=15)
globals().update(sign_on_settings(env))
globals().update(https_settings(env))
# For how long the counts of the menu are reused; a reader's own write ends it.
MENU_COUNTS_SECONDS = 20

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOG_FORMAT = env.str("LOG_FORMAT", default="text")
LOGGING = logging_to_console(
    env.str("LOG_LEVEL", default="WARNING"),
    LOG_FORMAT,
)
# Who sends it may read /metrics; without it only this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
