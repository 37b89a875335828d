"""`manage.py watch_posts`: the name that process_posts had before version 0.2."""

from alerts.management.commands.process_posts import Command as ProcessPosts


class Command(ProcessPosts):
    help = "The same as process_posts; this name goes with the next version."
