"""`manage.py run_night`: the name that run_nightly had before version 0.2."""

from kocops.management.commands.run_nightly import Command as RunNightly


class Command(RunNightly):
    help = "The same as run_nightly; this name goes with the next version."
