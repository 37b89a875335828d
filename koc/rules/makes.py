"""Makes of cars that a text names; every name of a make counts as that make."""

import re

_MAKES = (
    "特斯拉|\\btesla|\\bmodel [3sxy]\\b",
    "比亚迪|\\bbyd\\b",
    "蔚来|\\bnio\\b",
    "小鹏|\\bxpeng\\b",
    "理想(?:汽车|l\\d|one|mega)",
    "小米(?:su7|yu7|汽车)",
    "问界|鸿蒙智行",
    "极氪|\\bzeekr\\b",
    "极狐",
    "领克",
    "吉利|银河(?:e\\d|l\\d)|\\bgeely\\b",
    "长安|深蓝(?:s|l|汽车)|启源",
    "阿维塔",
    "长城|哈弗|魏牌|坦克(?:300|400|500|700)|欧拉",
    "奇瑞|捷途|星途|\\bchery\\b",
    "传祺|埃安|昊铂",
    "岚图",
    "红旗",
    "荣威|名爵|飞凡|智己|\\bmg\\b",
    "五菱|宝骏",
    "零跑|\\bleapmotor\\b",
    "哪吒(?:汽车|s|l|x)",
    "腾势|仰望u|方程豹",
    "大众|\\bvw\\b|\\bvolkswagen",
    "奥迪|\\baudi\\b",
    "宝马|\\bbmw",
    "奔驰|\\bmercedes|\\bbenz\\b",
    "保时捷|\\bporsche|\\btaycan\\b",
    "路虎|捷豹|\\bjaguar|\\bi ?pace\\b|\\brange rover",
    "沃尔沃|\\bvolvo",
    "极星|\\bpolestar",
    "丰田|\\btoyota|\\bprius\\b",
    "本田|\\bhonda",
    "日产|\\bnissan|\\bleaf\\b",
    "马自达|\\bmazda",
    "斯巴鲁|\\bsubaru",
    "雷克萨斯|\\blexus",
    "现代(?:汽车|胜达|途胜)|\\bhyundai|\\bioniq",
    "起亚|\\bkia\\b",
    "福特|\\bford\\b|\\bmach ?e\\b",
    "别克|雪佛兰|凯迪拉克|\\bchevy|\\bchevrolet|\\bcadillac|\\bbolt ev\\b",
    "\\brivian|\\br1[ts]\\b",
    "\\blucid\\b",
)
_FINDER = re.compile("|".join(f"({names})" for names in _MAKES))


def makes_in(normal: str) -> frozenset[str]:
    """Return the makes that a normalised text names, each by the name that
    stands first.
    """
    found: dict[int, str] = {}
    for match in _FINDER.finditer(normal):
        found.setdefault(match.lastindex or 0, match.group())
    return frozenset(found.values())
