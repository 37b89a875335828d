from insights.views.home import overview, succession
from insights.views.members import MemberListPage
from insights.views.segments import (
    SegmentFormPage,
    SegmentListPage,
    archive_segment,
    preview_segment,
    recount_segment,
    segment_export,
    segment_page,
)

__all__ = [
    "MemberListPage",
    "SegmentFormPage",
    "SegmentListPage",
    "archive_segment",
    "overview",
    "preview_segment",
    "recount_segment",
    "segment_export",
    "segment_page",
    "succession",
]
