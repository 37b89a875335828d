from reports.api.briefs import BriefApi, FigureTargetApi
from reports.api.funnels import FunnelApi

__all__ = ["BriefApi", "FigureTargetApi", "FunnelApi"]
