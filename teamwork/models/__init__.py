from teamwork.models.briefs import BriefWork
from teamwork.models.bulk import BulkChange
from teamwork.models.desk import Reassignment, SeenItem, SnoozedItem
from teamwork.models.handovers import Handover, HandoverMember
from teamwork.models.interactions import Interaction
from teamwork.models.merges import MemberMerge, NotDuplicate
from teamwork.models.nominations import Judgement, Nomination, NominationWork

__all__ = [
    "BriefWork",
    "BulkChange",
    "Handover",
    "HandoverMember",
    "Interaction",
    "Judgement",
    "MemberMerge",
    "Nomination",
    "NominationWork",
    "NotDuplicate",
    "Reassignment",
    "SeenItem",
    "SnoozedItem",
]
