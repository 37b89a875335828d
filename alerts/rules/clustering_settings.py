"""How readily posts become one issue, as measured on public streams
(docs/alerts.md).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The settings of the clustering.

    kappa: how much corpus an issue starts with · alpha: how readily a post
    opens an issue · floor: posts that are taken as read · merge, merge_big:
    cosine from which issues merge, in general and once one has `big` posts ·
    merge_known: the same where an issue has just reached `big` posts and the
    other has as many, so that a second issue of a known fault is rare · merge_words: the same for
    issues that are known by words alone (None: no other) · busy:
    a term of more issues than that only scores the `best` candidates · top:
    terms compared · idle_days: an issue with fewer than `kept` posts is
    forgotten after so many days without a report (0: never).
    """

    kappa: float = 30.0
    alpha: float = 100.0
    floor: float = 2000.0
    merge: float = 0.6
    merge_big: float = 0.6
    merge_known: float = 0.6
    merge_words: float | None = 0.4
    big: int = 3
    busy: int = 100
    best: int = 16
    top: int = 20
    idle_days: int = 180
    kept: int = 3


# For short English texts without facets, as in the public benchmark of stream
# clustering.
TITLES = Settings(
    kappa=80.0,
    alpha=0.1,
    merge=0.25,
    merge_big=0.2,
    merge_known=0.16,
    merge_words=None,
    best=32,
    idle_days=0,
)
