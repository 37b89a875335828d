import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - only once the apps are there

# Load all pages now and exclude what exists at start from later garbage
# collections: it lives as long as the process.
get_resolver().url_patterns  # noqa: B018
gc.freeze()
