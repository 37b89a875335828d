"""A reader that keeps reading the published generation whole, and tells every
distinct thing it saw.
"""

import os
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from activity.models import PublishedGeneration  # noqa: E402
from kocops.nightly import fingerprint_of  # noqa: E402


def main() -> None:
    stop = threading.Event()
    threading.Thread(
        target=lambda: (sys.stdin.readline(), stop.set()),
        daemon=True,
    ).start()
    print("ready", flush=True)  # noqa: T201
    seen, reads = set(), 0
    while not stop.is_set():
        published = PublishedGeneration.objects.first()
        if published is not None:
            seen.add(
                f"{published.business_date} {fingerprint_of(published.generation)}",
            )
            reads += 1
    print(reads, *sorted(seen), sep="|", flush=True)  # noqa: T201


main()
