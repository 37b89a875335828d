"""Quotes are taken out of a text before it is read, because they are not its
author's own words.

Known are the quotes of common forum software: [quote] … [/quote] (Discuz!,
phpBB), «name said: ↑ … "» as XenForo shows it when copied as text, and lines
that begin with ">" as mail and chat have them.
"""

import re

_SAID = re.compile(r" said:[ \t]*\n\s*↑")
OPENINGS = ((" said:\n↑", '\n"'), ("[quote", "[/quote]"))


def without_quotes(text: str) -> str:
    """Return a text without what it quotes; a quote that is never closed ends with the text."""
    text = _SAID.sub(" said:\n↑", text)
    for opening, closing in OPENINGS:
        text = _cut(text, opening, closing)
    if ">" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        if not line.lstrip().startswith(">"):
            lines.append(line)
    return "\n".join(lines)


def _cut(text: str, opening: str, closing: str) -> str:
    """Return a text without the parts from an opening to its closing. An
    opening that begins with a blank follows a name, which is cut as well.
    """
    kept = []
    at = 0
    while (begins := text.find(opening, at)) >= 0:
        ends = text.find(closing, begins + len(opening))
        if opening.startswith(" "):
            begins = text.rfind("\n", at, begins) + 1 or at
        kept.append(text[at:begins])
        at = len(text) if ends < 0 else ends + len(closing)
    return "".join([*kept, text[at:]])
