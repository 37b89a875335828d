"""Words by which forums and apps call our kinds, in Chinese and English.

They are read without a mapping; what a source maps itself goes before them.
"""

import re
import unicodedata
from collections.abc import Sequence

from activity.rules.kinds import KIND_BY_NAME

WORDS: dict[str, tuple[str, ...]] = {
    "login": (
        "登录",
        "登入",
        "登陆",
        "签到",
        "每日签到",
        "打卡",
        "启动",
        "打开app",
        "log in",
        "sign in",
        "check in",
        "daily check in",
        "app open",
        "session start",
    ),
    "view": (
        "浏览",
        "查看",
        "阅读",
        "访问",
        "看帖",
        "浏览帖子",
        "观看",
        "点击",
        "page view",
        "visit",
        "read",
        "click",
    ),
    "search": ("搜索", "搜寻", "检索", "查找"),
    "background_refresh": ("后台刷新", "后台刷新不计入", "background refresh"),
    "like": ("点赞", "赞", "喜欢", "点讚", "按赞", "thumbs up", "upvote"),
    "favourite": (
        "收藏",
        "加入收藏",
        "favorite",
        "bookmark",
        "save",
    ),
    "share": ("分享", "转发", "转贴", "转帖", "repost", "forward", "retweet"),
    "vote": ("投票", "poll vote"),
    "comment": ("评论", "点评", "留言", "发表评论", "发评论"),
    "reply": ("回复", "回覆", "回帖", "回贴", "跟帖", "跟贴", "reply post"),
    "chat_message": (
        "聊天",
        "聊天消息",
        "群聊",
        "群消息",
        "群发言",
        "群聊发言",
        "发言",
        "发消息",
        "消息",
        "message",
        "chat",
    ),
    "post": (
        "发帖",
        "发贴",
        "发文",
        "发布",
        "发布帖子",
        "发表主题",
        "主题",
        "主题帖",
        "帖子",
        "发动态",
        "动态",
        "topic",
        "thread",
        "new topic",
        "new post",
    ),
    "answer": ("回答", "解答", "答疑", "答题", "回答问题", "answer question"),
    "photo": (
        "图片",
        "照片",
        "发图",
        "晒图",
        "晒照",
        "上传图片",
        "picture",
        "image",
    ),
    "video": ("视频", "发视频", "短视频", "上传视频"),
    "event_signup": (
        "报名",
        "活动报名",
        "报名活动",
        "signup",
        "sign up",
        "registration",
        "rsvp",
    ),
    "event_attend": (
        "参加活动",
        "活动参加",
        "参加",
        "到场",
        "出席",
        "活动签到",
        "线下签到",
        "attend",
        "event attended",
        "attendance",
    ),
    "test_drive": ("试驾", "试乘试驾", "预约试驾"),
    "survey": ("问卷", "调研", "调查", "填问卷", "问卷调查", "questionnaire"),
}
# What is written is a file of posts, whatever the column of its moments is called.
WRITTEN = frozenset(
    {"post", "comment", "reply", "chat_message", "answer", "photo", "video"},
)
# What follows the word of a kind in the name of a column of moments.
_MOMENT_ENDINGS = ("时间", "日期", "时刻", "时间戳", "time", "date", "at")
# Who checks in at something takes part in it.
_SOMETHING = ("活动", "场次", "event", "activity")
_BETWEEN = re.compile(r"[\s_\-–—·.()/]+")


def fold_word(text: str) -> str:
    """Return the form in which words of kinds are compared: without case, full
    width, blanks, dashes and brackets.
    """
    normalized = unicodedata.normalize("NFKC", text)
    return _BETWEEN.sub("", normalized).casefold()


def _kinds_by_word() -> dict[str, str]:
    known = {}
    for kind in KIND_BY_NAME:
        for word in (kind, *WORDS.get(kind, ())):
            known[fold_word(word)] = kind
    return known


KIND_OF_WORD = _kinds_by_word()


def kind_of_word(text: str) -> str:
    """Return the kind of ours that a word means, "" if it is none of ours."""
    return KIND_OF_WORD.get(fold_word(text), "")


def kind_of_header(header: Sequence[str]) -> str:
    """Return the kind of every row of a file whose columns tell it: one with a
    time of checking in is a list of those who came. "" if they do not.
    """
    folded = [fold_word(name) for name in header]
    has_event = any(name.startswith(_SOMETHING) for name in folded)
    for name in folded:
        for ending in _MOMENT_ENDINGS:
            kind = kind_of_word(name.removesuffix(ending))
            if not name.endswith(ending) or not kind or kind in WRITTEN:
                continue
            return "event_attend" if has_event and kind == "login" else kind
    return ""
