from lifecycle.views.board import DormancyBoardPage
from lifecycle.views.disputes import (
    DisputeListPage,
    DisputePage,
    withdraw_dispute_page,
)
from lifecycle.views.policies import (
    DormancyPolicyPage,
    PolicyDetailPage,
    PolicyListPage,
    backtest_policy,
    refit_policy,
)

__all__ = [
    "DisputeListPage",
    "DisputePage",
    "DormancyBoardPage",
    "DormancyPolicyPage",
    "PolicyDetailPage",
    "PolicyListPage",
    "backtest_policy",
    "refit_policy",
    "withdraw_dispute_page",
]
