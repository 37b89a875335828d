"""A worker of Celery that forgets to confirm what it has sent: with it the test
of the whole chain has to fail.

ALARM_WORKER=careless pytest tests/faults/test_alarm_chain.py
"""

import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from celery.bin.celery import main  # noqa: E402

from common.jobs import outbox_sending  # noqa: E402


def forget(*_message: Any, **_now: Any) -> tuple[bool, bool]:
    """Say that the message was sent, and store nothing."""
    return True, True


outbox_sending.confirm = forget  # type: ignore[assignment]
sys.argv = ["celery", "-A", "kocops", "worker"]
main()
