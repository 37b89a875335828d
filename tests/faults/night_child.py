"""A process that runs one night when told to, so that a test can kill it."""

import os
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from kocops.nightly import fingerprint_of, run_nightly  # noqa: E402


def main() -> None:
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    night = run_nightly(
        business_date=date.fromisoformat(sys.argv[1]),
        clock=timezone.now,
        full="full" in sys.argv,
        again="again" in sys.argv,
    )
    print(fingerprint_of(night.generation), flush=True)  # noqa: T201


main()
