"""What the answer of a channel means: sent, to be tried later, never to be
tried again as it is, or unknown.

Robots answer with HTTP 200 also when they refuse; the code in the body counts.
"""

import json
import re
from enum import StrEnum
from typing import NamedTuple

ANSWER_CHARACTERS = 200
# Stands before what a mail server says of the sender.
SENDER = "MAIL FROM: "


class AnswerOutcome(StrEnum):
    """later: the same message may pass another time · broken: none will pass
    until somebody changes the channel · never: this message will not ·
    unknown: it may have arrived.
    """

    SENT = "sent"
    LATER = "later"
    BROKEN = "broken"
    NEVER = "never"
    UNKNOWN = "unknown"


class Verdict(NamedTuple):
    """What became of a message, why, and the words of the receiver."""

    outcome: AnswerOutcome
    reason: str
    text: str


# Reasons that the receiver's settings cause, or its load; any other is the message's.
_BROKEN = frozenset(
    {"wrong_sign", "wrong_token", "wrong_keyword", "wrong_ip", "wrong_login"},
)
_LATER = frozenset({"too_often", "server_error", "unreadable"})
# By what the vendors' documents and their users name them.
_CODES: dict[str, dict[int, str]] = {
    "feishu": {
        9499: "bad_body",
        11232: "too_often",
        19001: "wrong_token",
        19002: "bad_body",
        19021: "wrong_sign",
        19022: "wrong_ip",
        19024: "wrong_keyword",
        19036: "too_long",
    },
    "dingtalk": {
        130101: "too_often",
        300001: "wrong_token",
        400013: "bad_body",
        400101: "wrong_token",
        400102: "wrong_token",
        410100: "too_often",
        430101: "bad_body",
        43004: "bad_body",
        40035: "bad_body",
    },
    "wecom": {
        93000: "wrong_token",
        93008: "wrong_token",
        93017: "wrong_token",
        40058: "too_long",
        40008: "bad_body",
        40063: "bad_body",
        44004: "bad_body",
        45002: "too_long",
        45009: "too_often",
        45033: "too_often",
        60020: "wrong_ip",
    },
}
_MAIL_REASONS = (
    (SENDER, "wrong_sender"),
    ("SMTPNotSupportedError", "mail_no_tls"),
    ("not_configured", "not_configured"),
    ("no_recipients", "no_recipients"),
)
_LOGIN_REFUSED = frozenset({530, 534, 535, 538})
# One number of DingTalk has many meanings; newer texts are in Chinese.
_DINGTALK_310000 = (
    (re.compile(r"timestamp|时间戳|sign|签名|加签", re.I), "wrong_sign"),
    (re.compile(r"keyword|关键词", re.I), "wrong_keyword"),
    (re.compile(r"\bip\b|whitelist|白名单|ip地址", re.I), "wrong_ip"),
)
_TOKEN = re.compile(r"token|webhook url|webhook地址", re.I)
_OFTEN = re.compile(r"too fast|frequen|too many|exceed \d+ times|频繁", re.I)


def judge_robot(kind: str, status: int, text: str) -> Verdict:
    """Return what the answer of a robot means."""
    if status == 429:
        return Verdict(AnswerOutcome.LATER, "too_often", _cut(f"429 {text}"))
    if status in (502, 504):
        # A gateway does not know whether the robot behind it showed the message.
        return Verdict(
            AnswerOutcome.UNKNOWN, "server_error", _cut(f"{status} {text}")
        )
    if status >= 500:
        return Verdict(
            AnswerOutcome.LATER, "server_error", _cut(f"{status} {text}")
        )
    found = _code_of(text)
    if found is None:
        is_good = 200 <= status < 300
        # A page that a proxy answers is no answer of the robot.
        reason = "unreadable" if is_good else "wrong_token"
        outcome = AnswerOutcome.LATER if is_good else AnswerOutcome.BROKEN
        return Verdict(outcome, reason, _cut(f"{status} {text}"))
    code, said = found
    if code == 0 and 200 <= status < 300:
        return Verdict(AnswerOutcome.SENT, "", "")
    reason = _reason_of(kind, code, said)
    return Verdict(_outcome_of(reason), reason, _cut(f"{code} {said}"))


def _code_of(text: str) -> tuple[int, str] | None:
    """Return the code and the words of an answer in JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    for name in ("errcode", "code", "StatusCode"):
        code = found.get(name)
        if isinstance(code, int) and not isinstance(code, bool):
            words = found.get("errmsg", found.get("msg", ""))
            return code, str(words)
    return None


def _reason_of(kind: str, code: int, said: str) -> str:
    if kind == "dingtalk" and code == 310000:
        for pattern, reason in _DINGTALK_310000:
            if pattern.search(said):
                return reason
        return "wrong_sign"
    known = _CODES[kind].get(code)
    if known:
        return known
    if _OFTEN.search(said):
        return "too_often"
    return "wrong_token" if _TOKEN.search(said) else "refused"


def _outcome_of(reason: str) -> AnswerOutcome:
    if reason in _LATER:
        return AnswerOutcome.LATER
    return AnswerOutcome.BROKEN if reason in _BROKEN else AnswerOutcome.NEVER


def judge_smtp(code: int, text: str, *, step: str) -> Verdict:
    """Return what a refusal of a mail server means; `step`: greeting, login,
    sender, recipient or data.

    4xx may pass later. 5xx never does: before there are recipients because of
    our settings, else because of this message.
    """
    words = _cut(f"{code} {text}")
    if 400 <= code < 500:
        return Verdict(AnswerOutcome.LATER, "mail_later", words)
    reasons = {
        "greeting": "mail_greeting",
        "login": "wrong_login",
        "sender": "wrong_sender",
        "recipient": "wrong_recipient",
    }
    if step == "sender":
        words = _cut(SENDER + words)
    is_ours = step in ("greeting", "login", "sender")
    outcome = AnswerOutcome.BROKEN if is_ours else AnswerOutcome.NEVER
    return Verdict(outcome, reasons.get(step, "mail_refused"), words)


def reason_of_text(kind: str, text: str) -> str:
    """Return the reason of a refusal that was stored as its words, "" if they
    do not say.
    """
    if kind not in _CODES:
        return _mail_reason(text)
    number, _blank, said = text.partition(" ")
    if not number.isdecimal():
        return ""
    code = int(number)
    if code == 429:
        return "too_often"
    if 500 <= code < 600:
        return "server_error"
    return _reason_of(kind, code, said)


def _mail_reason(text: str) -> str:
    for beginning, reason in _MAIL_REASONS:
        if text.startswith(beginning):
            return reason
    number = text.partition(" ")[0]
    if not number.isdecimal():
        return ""
    if int(number) in _LOGIN_REFUSED:
        return "wrong_login"
    if int(number) < 500:
        return "mail_later"
    return "mail_refused"


def _cut(text: str) -> str:
    return " ".join(text.split())[:ANSWER_CHARACTERS]


def mail_words(error: Exception) -> str:
    """Return an error in a line that names its kind."""
    return _cut(f"{type(error).__name__}: {error}")
