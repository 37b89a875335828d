"""Which interest tags are one: the vocabulary, with the other words for each."""

import unicodedata

# The tag, and the words that mean the same to a reader.
VOCABULARY: dict[str, tuple[str, ...]] = {
    "越野": (
        "越野车",
        "越野驾驶",
        "越野爱好者",
        "玩越野",
        "offroad",
        "off-road",
    ),
    "摄影": ("拍照", "拍摄", "摄影爱好者", "摄影师", "photography", "photo"),
    "露营": ("野营", "宿营", "露营爱好者", "车尾露营", "camping"),
    "亲子": ("亲子游", "带娃", "遛娃", "亲子活动", "family"),
    "改装": (
        "改装车",
        "车辆改装",
        "改装爱好者",
        "玩改装",
        "modding",
        "tuning",
    ),
    "自驾": (
        "自驾游",
        "自驾旅行",
        "长途自驾",
        "公路旅行",
        "roadtrip",
        "road-trip",
    ),
    "赛道": ("赛道日", "赛道驾驶", "下赛道", "trackday", "track-day"),
    "骑行": ("单车", "自行车", "骑车", "cycling"),
    "户外": ("户外运动", "户外活动", "outdoor", "outdoors"),
    "徒步": ("登山", "爬山", "徒步旅行", "hiking"),
    "钓鱼": ("垂钓", "路亚", "fishing"),
    "音响": ("车载音响", "汽车音响", "hifi", "hi-fi"),
    "智能驾驶": ("智驾", "辅助驾驶", "自动驾驶", "adas"),
    "充电": ("补能", "充电桩", "快充", "charging"),
    "美食": ("吃货", "探店", "food"),
    "宠物": ("养狗", "养猫", "撸猫", "pets", "pet"),
    "滑雪": ("单板", "双板", "skiing", "ski"),
    "洗车": ("汽车美容", "精洗", "detailing"),
}
_BLANKS = str.maketrans("", "", " \u3000#")


def _folded(name: str) -> str:
    """Return the form in which tags are compared."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return text.translate(_BLANKS).replace("_", "-")


def _by_word() -> dict[str, str]:
    words = {}
    for name, others in VOCABULARY.items():
        for word in (name, *others):
            words[_folded(word)] = name
    return words


_TAG_OF = _by_word()


def canonical_tag(name: str) -> str:
    """Return the tag of the vocabulary that a word means, else the word itself
    without blanks around it and without #.
    """
    known = _TAG_OF.get(_folded(name))
    if known is not None:
        return known
    text = unicodedata.normalize("NFKC", name).strip().strip("#")
    return " ".join(text.split()) or name


def tags_named_in(normal: str) -> list[str]:
    """Return the tags of the vocabulary that a normalised text names, those
    that it names first before the others.
    """
    text = _folded(normal)
    first: dict[str, int] = {}
    for word, tag in _TAG_OF.items():
        at = text.find(word) if len(word) > 1 else -1
        if at >= 0:
            first[tag] = min(at, first.get(tag, at))
    return sorted(first, key=lambda tag: (first[tag], tag))
