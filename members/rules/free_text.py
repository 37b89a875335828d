"""Hide personal details in what people write freely: numbers by which somebody
can be reached or a car recognised, and names after an @.
"""

import re

HIDDEN = "…"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PATTERNS = (
    # E-mail addresses.
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Mentions, up to a blank or a sign.
    re.compile(r"(?<![\w.])[@＠][^\s@＠,，.。:：;；!！?？、()（）]{1,30}"),
    # VINs, identity cards, cards: 15 signs or more with a digit.
    re.compile(
        r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[A-Za-z0-9]{15,}(?![A-Za-z0-9])"
    ),
    # Number plates.
    re.compile(
        rf"[{_PROVINCES}][A-Za-z][·・.\s-]?[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])",
    ),
    # Phones with blanks or hyphens, and any other long number.
    re.compile(r"(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s-]?\d){8}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)"),
    re.compile(r"(?<![\d.])\d{9,}(?![\d.])"),
    # Names in chats, given as such.
    re.compile(
        r"(?:(?<=微信)|(?<=微信号)|(?<=vx)|(?<=VX)|(?<=QQ)|(?<=qq))"
        r"[号:：\s是]{0,3}[A-Za-z0-9_-]{5,20}",
    ),
)


def hide_personal_details(text: str) -> str:
    """Return a text with what looks like a personal detail replaced by …"""
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text
