"""Which words of a sentence are the reasons for what it says."""

from community.rules.advice import find_advice
from community.rules.cues import Cue
from community.rules.statement_model import StatementModel
from community.rules.statement_reading import DENIED, ReadSentence

# Which cues are reasons for a kind.
_REASONS = {
    "fault": (Cue.TROUBLE, Cue.STILL, Cue.MAYBE_TROUBLE),
    "agreement": (Cue.AGREEING,),
    "question": (Cue.ASKING, Cue.WHETHER, Cue.PROSPECT, Cue.HYPOTHESIS),
    "repair": (Cue.REPAIRED, Cue.REPAIR_ACT),
    "instruction": (Cue.INSTRUCTING,),
    "review": (Cue.REVIEWING,),
    "praise": (Cue.PRAISING, DENIED),
    "hearsay": (Cue.HEARSAY,),
    "suggestion": (Cue.WISHING,),
    "other_brand": (Cue.OTHER_CAR, Cue.BRAND),
    "advert": (Cue.SALE, Cue.SALE_HINT, Cue.CONTACT),
    "other": (Cue.CHATTING, Cue.DENYING, Cue.NOT_AGREEING, DENIED),
}


def reasons_for(
    normal: str,
    read: ReadSentence,
    kind: str,
    model: StatementModel,
) -> tuple[str, ...]:
    """Return the words of the cues that speak for a kind, without repetition;
    where there are none, those that the model weighs most. What says nothing
    ("other") has cues for reasons only.
    """
    names = _REASONS.get(kind, ())
    words: dict[str, None] = {}
    if kind == "instruction":
        sentence = read.sentence
        advice = find_advice(normal, sentence.start, sentence.end)
        if advice is not None:
            words[normal[slice(*advice)].strip()] = None
    for cue in read.cues:
        if cue.name in names:
            words[normal[cue.start : cue.end].strip()] = None
    if not words and kind != "other":
        return model.words_for(read.signs, read.grams, kind)
    return tuple(words)
