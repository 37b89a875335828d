from common.models.absences import StaffAbsence
from common.models.audit import AuditRecord, AuditSeal
from common.models.outbox import (
    DomainEvent,
    OutboxAttempt,
    OutboxMessage,
    OutboxReceiver,
)
from common.models.pages import ColumnChoice, SavedView
from common.models.policies import PolicyVersion
from common.models.tokens import ApiToken
from common.models.work import JobRun, LaneTask

__all__ = [
    "ApiToken",
    "AuditRecord",
    "AuditSeal",
    "ColumnChoice",
    "DomainEvent",
    "JobRun",
    "LaneTask",
    "OutboxAttempt",
    "OutboxMessage",
    "OutboxReceiver",
    "PolicyVersion",
    "SavedView",
    "StaffAbsence",
]
