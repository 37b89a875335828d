from knowledge.models.faq import FaqEntry
from knowledge.models.scripts import (
    REASON_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Script,
    ScriptChange,
    ScriptVersion,
)
from knowledge.models.uses import ScriptUse

__all__ = [
    "REASON_LENGTH",
    "TEXT_LENGTH",
    "TITLE_LENGTH",
    "FaqEntry",
    "Script",
    "ScriptChange",
    "ScriptUse",
    "ScriptVersion",
]
