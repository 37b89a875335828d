"""Claims with their wordings, posts, evidence and invitations; case files of
crises with their checks; moods of posts.
"""

from immunity.models.cases import CaseCheck, CaseOmission, CrisisCase
from immunity.models.claims import (
    CLAIM_LENGTH,
    Claim,
    ClaimChange,
    ClaimPolicy,
    ClaimWording,
)
from immunity.models.mood import MoodCursor, PostMood
from immunity.models.posts import (
    ClaimCursor,
    ClaimEvidence,
    ClaimInvitation,
    ClaimPost,
)

__all__ = [
    "CLAIM_LENGTH",
    "CaseCheck",
    "CaseOmission",
    "Claim",
    "ClaimChange",
    "ClaimCursor",
    "ClaimEvidence",
    "ClaimInvitation",
    "ClaimPolicy",
    "ClaimPost",
    "ClaimWording",
    "CrisisCase",
    "MoodCursor",
    "PostMood",
]
