from reports.models.briefs import (
    BIGGEST_TARGET,
    BriefSubscription,
    FigureTarget,
    SentBrief,
)
from reports.models.funnels import FunnelPolicy, FunnelRun, MemberStages

__all__ = [
    "BIGGEST_TARGET",
    "BriefSubscription",
    "FigureTarget",
    "FunnelPolicy",
    "FunnelRun",
    "MemberStages",
    "SentBrief",
]
