"""Hand the VINs of an engineering sheet over, and write down that it was done."""

from alerts.selectors.engineering_sheet import EngineeringSheet
from common.audit.units import record
from common.models import AuditRecord


def hand_over_vins(sheet: EngineeringSheet, *, form: str) -> list[str]:
    """Return the VINs of owners who agreed, to be shown in full; the audit log
    says that they were handed over, and how many. form: "page" or "api".
    """
    vins = [vin for vin, _model, _version in sheet.vins]
    if vins:
        record(
            AuditRecord.Act.EXPORT,
            of=sheet.issue,
            changes={"format": form, "vins": len(vins)},
        )
    return vins
