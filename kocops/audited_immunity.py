"""What the audit log covers of claims and crises."""

from typing import Any

import immunity.models as immunity
from common.audit.policy import Audited

IMMUNITY: dict[type[Any], Audited] = {
    immunity.ClaimPolicy: Audited(),
    immunity.Claim: Audited(
        ignored=frozenset({"updated_at", "words"}),
        plain=frozenset({"text", "subject"}),
        name="text",
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
