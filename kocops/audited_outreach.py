"""What the audit log covers of messages to members and graduations."""

from typing import Any

import outreach.models as outreach
from common.audit.policy import Audited


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


OUTREACH: dict[type[Any], Audited] = {
    outreach.ContactPolicy: Audited(plain=_of("rules")),
    outreach.HolidayYear: Audited(plain=_of("days")),
    outreach.ContactStop: Audited(about="member"),
    outreach.MemberChannel: Audited(
        plain=_of("name", "platform"), name="name"
    ),
    outreach.Opportunity: Audited(
        ignored=_of("created_at", "updated_at", "wave"),
        plain=_of("title", "tags", "model_series", "cities", "place"),
        name="title",
    ),
    outreach.OutreachMessage: Audited(
        ignored=_of("outbox_uid", "updated_at", "addressee"),
        about="member",
    ),
    outreach.Graduation: Audited(ignored=_of("updated_at"), about="member"),
    outreach.GraduationStep: Audited(about="graduation"),
    outreach.Honour: Audited(ignored=_of("updated_at"), about="member"),
    outreach.Consultation: Audited(ignored=_of("updated_at")),
    outreach.AdvisorAnswer: Audited(about="consultation"),
}
