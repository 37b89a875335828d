"""How readily posts become one issue: measured on public streams (docs/alerts.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """kappa: how much corpus an issue starts with · alpha: how readily a post opens an issue · floor: posts that
    are taken as read · merge, merge_big: cosine from which issues merge, at all and once one has `big` posts ·
    merge_known: the same for an issue that has just come to `big` posts and another of that size: rather one issue
    that is known than a second one ·
    busy: issues in which a term may stand before it only scores the `best` candidates · top: terms compared ·
    idle_days: after so many without a voice an issue with fewer than `kept` posts is forgotten (0: never).
    """

    kappa: float = 30.0
    alpha: float = 100.0
    floor: float = 2000.0
    merge: float = 0.6
    merge_big: float = 0.6
    merge_known: float = 0.6
    big: int = 3
    busy: int = 100
    best: int = 16
    top: int = 20
    idle_days: int = 180
    kept: int = 3


# Short English texts without facets, as the public benchmark of stream clustering has them.
TITLES = Settings(kappa=80.0, alpha=0.1, merge=0.25, merge_big=0.2, merge_known=0.16, best=32, idle_days=0)
