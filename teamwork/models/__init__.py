from teamwork.models.desk import SeenItem
from teamwork.models.handovers import Handover, HandoverMember
from teamwork.models.interactions import Interaction
from teamwork.models.nominations import Judgement, Nomination, NominationWork

__all__ = ["Handover", "HandoverMember", "Interaction", "Judgement", "Nomination", "NominationWork", "SeenItem"]
