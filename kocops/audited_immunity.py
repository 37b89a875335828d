"""What the audit log covers of claims and crises."""

from typing import Any

import immunity.models as immunity
from common.audit.policy import Audited

IMMUNITY: dict[type[Any], Audited] = {
    immunity.ClaimPolicy: Audited(),
    immunity.Claim: Audited(
        ignored=frozenset({"updated_at", "words"}),
        # The text may be a member's own words: the log is kept for good.
        plain=frozenset({"subject"}),
        name="subject",
    ),
    immunity.ClaimPost: Audited(
        only=frozenset({"stance", "is_excluded", "decided_by"}),
        about="claim",
        in_bulk=False,
    ),
    immunity.ClaimEvidence: Audited(about="claim"),
    immunity.CrisisCase: Audited(
        ignored=frozenset({"updated_at"}), about="issue"
    ),
    immunity.CaseCheck: Audited(about="case"),
    immunity.CaseOmission: Audited(about="issue"),
}
