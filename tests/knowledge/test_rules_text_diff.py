"""What differs between two versions."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.text_diff import diff_texts


def test_what_changed_is_marked() -> None:
    pieces = diff_texts("您好，欢迎加入。", "您好，很高兴您加入。")
    assert ("removed", "欢迎") in pieces
    assert ("added", "很高兴您") in pieces


@given(st.text(max_size=40), st.text(max_size=40))
def test_both_texts_are_whole_in_their_pieces(former: str, text: str) -> None:
    pieces = diff_texts(former, text)
    kept = "".join(one.text for one in pieces if one.kind != "added")
    new = "".join(one.text for one in pieces if one.kind != "removed")
    assert (kept, new) == (former, text)
