"""What a merge of two members does with the rows that belong to them.

Every model with a foreign key to Member declares it for each of its keys:

    on_member_merge = {"member": OnMerge.MOVE}
"""

from enum import Enum


class OnMerge(Enum):
    """MOVE: the row belongs to the kept member from then on, and goes back
    when the merge is undone. STAY: it stays with the merged member. RECOMPUTE:
    it is set aside; the next nightly run computes it for the kept member.
    FOLLOW: it follows another row that moves.
    """

    MOVE = "move"
    STAY = "stay"
    RECOMPUTE = "recompute"
    FOLLOW = "follow"
