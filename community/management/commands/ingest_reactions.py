"""`manage.py ingest_reactions FILE --source NAME`: take a file of who reacted to which post in."""

from community.management.commands import ingest_posts
from community.rules.reaction_drafts import REACTION_FIELDS
from community.services.reactions import take_in_reaction_file


class Command(ingest_posts.Command):
    help = "Take a CSV or NDJSON file of likes, saves and shares in (gzip allowed); sent again, it adds nothing."
    fields, take_in = REACTION_FIELDS, staticmethod(take_in_reaction_file)
