"""`manage.py work`: the worker of an installation without Celery, one process for each lane."""

import time
from argparse import ArgumentParser
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from common.jobs.supervision import SupervisedProcess, supervise
from kocops.schedule import Turn, take_turn

POLL_SECONDS = 1.0


class Command(BaseCommand):
    help = "Do scheduled work and waiting jobs in every lane, for ever (or --once)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="one turn of each lane, then end",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for lane in settings.LANES:
                take_turn(lane, Turn(timezone.now))
            return
        # The lanes are forked: a connection that two processes share breaks both.
        connections.close_all()
        processes = []
        for lane in settings.LANES:
            work = partial(_work_for_ever, lane)
            processes.append(SupervisedProcess(f"lane {lane}", work))
        supervise(processes)


def _work_for_ever(lane: str, succeeded: Event) -> None:
    while True:
        take_turn(lane, Turn(timezone.now))
        succeeded.set()
        time.sleep(POLL_SECONDS)
