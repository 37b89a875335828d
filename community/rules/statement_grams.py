"""The words of a sentence as the model of statements reads them: each Chinese
character, Latin word, figure or sign, alone and with the one that follows.
"""

import re
from operator import add

_TOKEN = re.compile(
    r"[a-z]+(?:'[a-z]+)*|\d[\d.,]*|[\u3400-\u9fff]|[^\s\da-z\u3400-\u9fff]",
)
# Where a sentence begins and ends; what stands for any figure.
BEGIN, END, FIGURE = "^", "$", "0"
# Of a longer Latin word the beginning counts as well: squeak, squeaking.
STEM = 5


def read_grams(sentence: str) -> list[str]:
    """Return the words of a sentence, each two that follow one another, and the
    stems of long Latin words. Some come more than once.
    """
    words = [f"{word} " for word in _TOKEN.findall(sentence)]
    stems = []
    for place, word in enumerate(words):
        if word.isascii():
            if word[0].isdigit():
                words[place] = f"{FIGURE} "
            elif len(word) > STEM + 1:
                stems.append(f"{word[:STEM]}*")
    twos = map(add, [f"{BEGIN} ", *words], [*words, f"{END} "])
    return [*words, *stems, *twos]
