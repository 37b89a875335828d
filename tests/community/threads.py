"""A thread with a question."""

from tests.factories.community import post_row

ASKED = "请问车机导航声音怎么时有时无，是不是坏了？"


THREAD = [
    post_row(1, "new", ASKED),
    post_row(2, "old", "别急，看看导航音量是不是单独调小了", thread="p1"),
    post_row(3, "other", "对，我也遇到过", thread="p1"),
    post_row(4, "new", "搞定了，谢谢", thread="p1"),
]
