"""The words of a sentence as the model of statements reads them.

A sentence with Chinese characters is read by its characters, any other by its
Latin words: each alone, and each two that follow one another.
"""

import re
from operator import add

HAN = re.compile("[\u3400-\u9fff]")
_LETTER = re.compile("[a-z]")
_FIGURES = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_WORD_OR_SIGN = re.compile(rf"{_WORD.pattern}|[^\sa-z]")
# Where a sentence begins and ends; what stands for any figure.
BEGIN, END, FIGURE = "^", "$", "0"
# Of a longer Latin word the beginning counts as well: squeak, squeaking.
STEM = 5


def read_grams(sentence: str) -> set[str]:
    """Return the characters or words of a sentence, each two that follow one
    another, and the stems of long Latin words.
    """
    text = _FIGURES.sub(FIGURE, sentence.strip(" ."))
    if not HAN.search(text):
        return _grams_of_words(_WORD_OR_SIGN.findall(text))
    framed = f"{BEGIN}{text}{END}"
    grams = {*text, *map(add, framed, framed[1:])}
    if _LETTER.search(text):
        grams.update(f"{word} " for word in _WORD.findall(text))
    return grams


def _grams_of_words(words: list[str]) -> set[str]:
    spelled = [f"{word} " for word in words]
    grams = set(spelled)
    for word in words:
        if len(word) > STEM + 1:
            grams.add(f"{word[:STEM]}*")
    grams.update(map(add, [BEGIN, *spelled], [*spelled, END]))
    return grams
