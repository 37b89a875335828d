"""Words for the lexicon are proposed, and the posts of each phrase counted:
every night, from the posts of the last 90 days.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from alerts.models import (
    ENTRY_LENGTH,
    PHRASE_LENGTH,
    PhraseCount,
    WordProposal,
)
from alerts.rules.facets import read_facets
from alerts.rules.lexicons import Lexicon
from alerts.rules.word_proposals import Proposal, context_of, propose
from alerts.selectors.lexicon import current_lexicon
from alerts.selectors.lexicon_preview import COUNTED_DAYS
from community.models import Post
from community.rules.statements import StatementKind, read_statements
from community.rules.text import normalise

# The newest posts that are looked at: counting, and looking for words.
MAX_COUNTED = 200_000
MAX_READ = 20_000
CHUNK = 1000
SHOWN_LENGTH = 100


class ProposedWords(NamedTuple):
    """What a run did: posts read, phrases counted, words proposed."""

    posts: int
    phrases: int
    proposals: int


class _Reading:
    """What the posts say: troubles without a facet, other texts, and the
    neighbours of the words of each entry.
    """

    def __init__(self) -> None:
        self.troubles: list[tuple[int, str]] = []
        self.others: list[tuple[int, str]] = []
        self.contexts: dict[tuple[str, str], Counter[str]] = defaultdict(
            Counter,
        )

    def add(self, post_id: int, normal: str, lexicon: Lexicon) -> None:
        for statement in read_statements(normal):
            clause = normal[statement.start : statement.end]
            facets = read_facets(clause, lexicon)
            is_named = bool(facets.components or facets.symptoms)
            if statement.kind == StatementKind.FAULT and not is_named:
                self.troubles.append((post_id, clause))
            else:
                self.others.append((post_id, clause))
        for facet, mentions in lexicon.find(normal).items():
            for one in mentions:
                context = context_of(normal, one.start, one.end)
                self.contexts[facet, one.name].update(context)


def propose_words(*, now: datetime) -> ProposedWords:
    """Count the posts of every phrase, and propose words that the lexicon
    lacks. Proposals that nobody has dismissed are replaced.
    """
    lexicon = current_lexicon()
    counts: Counter[tuple[str, str, str]] = Counter()
    reading = _Reading()
    posts = 0
    for post_id, normal in _recent_texts(now):
        posts += 1
        for phrase in lexicon.find_phrases(normal):
            counts[phrase.facet, phrase.name, phrase.shown[:SHOWN_LENGTH]] += 1
        if posts <= MAX_READ:
            reading.add(post_id, normal, lexicon)
    found = propose(reading.troubles, reading.others, reading.contexts)
    _store_counts(counts, lexicon, now)
    proposals = _store_proposals(found, lexicon, now)
    return ProposedWords(posts, len(counts), proposals)


def _recent_texts(now: datetime) -> Iterator[tuple[int, str]]:
    """Yield id and normalised text of the newest posts, the newest first."""
    since = now - timedelta(days=COUNTED_DAYS)
    posts = Post.objects.visible().filter(posted_at__gte=since)
    ordered = posts.order_by("-posted_at", "-pk")[:MAX_COUNTED]
    for post in ordered.iterator(chunk_size=CHUNK):
        yield post.pk, normalise(post.whole_text)


@transaction.atomic
def _store_counts(
    counts: Counter[tuple[str, str, str]],
    lexicon: Lexicon,
    now: datetime,
) -> None:
    for word in lexicon.own:
        counts.setdefault((word.facet, word.entry, word.phrase), 0)
    PhraseCount.objects.all().delete()
    rows = []
    for (facet, entry, phrase), count in sorted(counts.items()):
        rows.append(
            PhraseCount(
                facet=facet,
                entry=entry,
                phrase=phrase,
                post_count=count,
                counted_at=now,
            ),
        )
    PhraseCount.objects.bulk_create(rows, batch_size=CHUNK)


@transaction.atomic
def _store_proposals(
    found: list[Proposal],
    lexicon: Lexicon,
    now: datetime,
) -> int:
    WordProposal.objects.filter(dismissed_at__isnull=True).delete()
    dismissed = set(WordProposal.objects.values_list("phrase", flat=True))
    rows = []
    for one in found:
        if one.phrase in dismissed or len(one.phrase) > PHRASE_LENGTH:
            continue
        if lexicon.find(one.phrase):
            continue
        facet, entry = one.entry
        rows.append(
            WordProposal(
                phrase=one.phrase,
                facet=facet,
                entry=entry[:ENTRY_LENGTH],
                post_count=one.posts,
                lift=round(one.lift, 3),
                likeness=round(one.likeness, 3),
                post_ids=list(one.post_ids),
                proposed_at=now,
            ),
        )
    WordProposal.objects.bulk_create(rows)
    return len(rows)
