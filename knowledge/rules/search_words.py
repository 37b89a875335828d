"""The words under which a script or an answer is found.

There are hundreds of them, not hundreds of thousands: one column with all
words is enough where members need an indexed table of tokens.
"""

from common.rules.pinyin import spell_syllables
from common.rules.spelling import fold_text, visible_text

# Begins each spelling, so that pinyin is found from the begin of a syllable.
START = "\x1f"
SPELLED_CHARACTERS = 60
# Spellings are stored in wide letters, which folded texts never have: so no
# plain search finds something within them.
_WIDE = {number: number + 0xFEE0 for number in range(0x21, 0x7F)}


def search_words(title: str, *texts: str) -> str:
    """Return the folded title and texts, and the pinyin and initials of the
    title from each of its syllables on.
    """
    words = [fold_text(title)]
    for text in texts:
        words.append(fold_text(text))
    syllables = _syllables(visible_text(title)[:SPELLED_CHARACTERS])
    initials = [syllable[:1] for syllable in syllables]
    for at in range(len(syllables)):
        words.append(_spelled("".join(syllables[at:])))
        words.append(_spelled("".join(initials[at:])))
    return "\n".join(words)


def _syllables(title: str) -> list[str]:
    """Return the syllables of a title; Latin words count as one each."""
    found = []
    for part in spell_syllables(title):
        for word in part.split():
            letters = "".join(filter(str.isalnum, word))
            if letters:
                found.append(letters)
    return found


def search_parts(text: str) -> tuple[str, str]:
    """Return what a search looks for: the folded text, and the begin of a
    spelling, "" if the text is not spelled in Latin letters.
    """
    folded = fold_text(text)
    letters = folded.replace(" ", "").replace("'", "")
    is_spelled = letters.isascii() and letters.isalnum()
    return folded, _spelled(letters) if is_spelled else ""


def _spelled(letters: str) -> str:
    return START + letters.translate(_WIDE)
