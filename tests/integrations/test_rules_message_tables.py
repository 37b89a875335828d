"""Tables of figures in a mail: escaped, complete in both parts, bounded."""

from email.headerregistry import Address
from html.parser import HTMLParser

from integrations.rules.channel_mail import mail_of
from integrations.rules.channel_messages import MessageWords, read_message
from integrations.rules.message_tables import MOST_BARS
from tests.conftest import NOW

WORDS = MessageWords(open="打开", cut="…", preferences="设置")
ROW = {
    "label": "活跃 <b>成员</b>",
    "value": "845",
    "before": "812",
    "target": "至少 900",
    "url": "https://kocops.example/members/?week=1",
    "bars": [0, 50, 100],
}


def parts(tables: list[object]) -> tuple[str, str]:
    body = {"title": "周报", "lines": ["一句"], "tables": tables}
    mail = mail_of(
        read_message(body),
        WORDS,
        uid="x",
        sender=Address("kocops", addr_spec="kocops@example.com"),
        recipients=["lead@example.com"],
        written_at=NOW,
    )
    plain, html = mail.iter_parts()
    return plain.get_content(), html.get_content()


class Resources(HTMLParser):
    """Collects what a mail program would load."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.bars = 0

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        self.bars += tag == "div" and "width:5px" in (
            dict(attrs)["style"] or ""
        )
        for name, value in attrs:
            if name in ("src", "background") or tag == "link":
                self.loaded.append(str(value))


def test_both_parts_have_every_figure() -> None:
    plain, html = parts([{"title": "活跃度", "rows": [ROW]}])
    assert "活跃 <b>成员</b>: 845 ← 812 (至少 900)" in plain
    assert "活跃 &lt;b&gt;成员&lt;/b&gt;" in html
    assert 'href="https://kocops.example/members/?week=1"' in html


def test_curves_load_nothing() -> None:
    _plain, html = parts([{"title": "活跃度", "rows": [ROW]}])
    found = Resources()
    found.feed(html)
    assert found.loaded == []
    assert found.bars == 3
    assert "height:24px;background:#206bc4" in html, "the week itself"


def test_what_is_missing_or_too_much_is_no_error() -> None:
    many = {"title": "x", "rows": [{"bars": [1.0] * 500}]}
    plain, html = parts([{}, many, {"rows": [{"url": "javascript:1"}]}])
    assert "javascript" not in html
    found = Resources()
    found.feed(html)
    assert found.bars == MOST_BARS
    assert "x" in plain
