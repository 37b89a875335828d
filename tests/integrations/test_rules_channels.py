"""What channels are sent: signatures as the vendors compute them, sizes kept
at the border of characters, and no text of a member that pings or links.
"""

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.rules.channel_answers import (
    AnswerOutcome,
    judge_robot,
    judge_smtp,
    reason_of_text,
)
from integrations.rules.channel_mail import mail_of
from integrations.rules.channel_messages import (
    ChannelMessage,
    MessageWords,
    fit,
    one_line,
    plain_markdown,
    read_message,
    safe_url,
)
from integrations.rules.channel_robots import (
    dingtalk_request,
    dingtalk_sign,
    feishu_request,
    feishu_sign,
    wecom_request,
)

AT = datetime.fromtimestamp(1599360473, UTC)
WORDS = MessageWords("打开", "…（已截断）", "通知设置")
PAGE = "https://kocops.example.org/alerts/issues/7/?a=1&b=(2)"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/x"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=x"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
HOSTILE = [
    "<@all> 快来",
    '<at user_id="all">所有人</at>',
    "<at id=all></at>",
    "< AT id=all>",
    "</at><@zhang>",
    "[点我](https://evil.example)",
    "![图](https://evil.example/x.png)",
    "**粗** `code` # 标题",
    "# 标题",
    '<font color="warning">x</font>',
    "行一\n行二\r\n行三\u2028行四",
    "\u202eabc",
    "half \ud83d of a character",
]


def message(**changes: Any) -> ChannelMessage:
    body = {
        "title": "新告警：3.2.0后地库蓝牙钥匙失灵",
        "lines": ["三位车主报告", "首例 5月20日"],
        "url": PAGE,
        "urgency": "critical",
        "mention_all": False,
        "recipients": [],
        "digest": False,
        **changes,
    }
    return read_message(body)


def sent(request: Any) -> Any:
    return json.loads(request.body)


def all_requests(said: ChannelMessage) -> list[Any]:
    return [
        feishu_request(FEISHU, "demo", said, WORDS, AT),
        dingtalk_request(DINGTALK, "SECdemo", said, WORDS, AT),
        wecom_request(WECOM, said, WORDS),
    ]


def test_signatures_are_those_of_the_vendors() -> None:
    assert feishu_sign(1599360473, "demo") == (
        "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    )
    assert dingtalk_sign(1599360473000, "SECdemo") == (
        "tGWkA5eQOQNCNPDgphtxIoNLO%2B%2FgD8Lcb705KQoRzeY%3D"
    )


def test_feishu_is_signed_in_the_body() -> None:
    body = sent(feishu_request(FEISHU, "demo", message(), WORDS, AT))
    assert body["timestamp"] == "1599360473"
    assert body["sign"] == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    plain = sent(feishu_request(FEISHU, "", message(), WORDS, AT))
    assert "sign" not in plain
    assert "timestamp" not in plain


def test_dingtalk_is_signed_in_the_address() -> None:
    request = dingtalk_request(DINGTALK, "SECdemo", message(), WORDS, AT)
    assert request.url == (
        f"{DINGTALK}&timestamp=1599360473000"
        "&sign=tGWkA5eQOQNCNPDgphtxIoNLO%2B%2FgD8Lcb705KQoRzeY%3D"
    )
    assert dingtalk_request(DINGTALK, "", message(), WORDS, AT).url == DINGTALK


def test_all_lead_to_the_page() -> None:
    page = "https://kocops.example.org/alerts/issues/7/?a=1&b=%282%29"
    feishu, dingtalk, wecom = map(sent, all_requests(message()))
    assert feishu["card"]["elements"][-1]["actions"][0]["url"] == page
    assert dingtalk["actionCard"]["singleURL"] == page
    assert wecom["markdown"]["content"].endswith(f"[打开]({page})")
    for one in map(sent, all_requests(message(url=""))):
        assert "https" not in json.dumps(one)


def test_all_are_mentioned_only_if_asked() -> None:
    feishu, dingtalk, wecom = map(
        sent, all_requests(message(mention_all=True))
    )
    assert feishu["card"]["elements"][0]["content"] == "<at id=all></at>"
    assert dingtalk["at"] == {"isAtAll": True}
    assert "singleURL" not in json.dumps(dingtalk)
    assert f"[打开]({safe_url(PAGE)})" in dingtalk["markdown"]["text"]
    assert wecom["text"]["mentioned_list"] == ["@all"]
    assert safe_url(PAGE) in wecom["text"]["content"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("mention_all", [False, True])
def test_no_text_of_a_member_pings_or_links(
    text: str,
    mention_all: bool,
) -> None:
    said = message(
        title=text,
        lines=[text, f"前 {text} 后"],
        url="",
        mention_all=mention_all,
    )
    feishu, dingtalk, wecom = map(sent, all_requests(said))
    elements = feishu["card"]["elements"][mention_all:]
    for one in (elements, feishu["card"]["header"], dingtalk, wecom):
        flat = json.dumps(one, ensure_ascii=False).lower()
        assert "<@" not in flat
        assert "<at" not in flat
        assert "< at" not in flat
        assert "</at" not in flat
    for one in (dingtalk, {} if mention_all else wecom):
        flat = json.dumps(one, ensure_ascii=False)
        assert "](" not in flat
        assert "`" not in flat
        assert '<font color=\\"warning\\">x' not in flat
        assert "\\n# " not in flat


def test_a_new_line_in_the_title_makes_no_line_of_its_own() -> None:
    said = message(title="标题\r\nBcc: all@example.org\n# x")
    assert said.title == "标题 Bcc: all@example.org # x"
    assert "\u2028" not in one_line("a\u2028b")


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("sign", ["😀", "车", "é", "👨\u200d👩\u200d👧"])
@pytest.mark.parametrize("mention_all", [False, True])
def test_a_long_message_is_cut_between_characters_and_says_so(
    shift: int,
    sign: str,
    mention_all: bool,
) -> None:
    said = message(
        lines=["x" * shift + sign * 20_000],
        mention_all=mention_all,
    )
    requests = all_requests(said)
    for request in requests[:2]:
        assert len(request.body) <= 20_000
        assert "已截断" in request.body.decode("utf-8")
    wecom = sent(requests[2])
    kind = wecom["msgtype"]
    most = {"markdown": 4096, "text": 2048}[kind]
    content = wecom[kind]["content"]
    assert most - 30 < len(content.encode("utf-8")) <= most
    assert "已截断" in content
    assert safe_url(PAGE) in content
    # No half of a family is left.
    assert "\u200d\n" not in content


@given(
    st.lists(st.text(max_size=2000), max_size=30),
    st.text(max_size=300),
    st.booleans(),
)
def test_no_message_is_larger_than_its_robot_takes(
    lines: list[str],
    title: str,
    mention_all: bool,
) -> None:
    said = message(title=title, lines=lines, mention_all=mention_all)
    feishu, dingtalk, wecom = all_requests(said)
    assert len(feishu.body) <= 20_000
    assert len(dingtalk.body) <= 20_000
    body = sent(wecom)
    content = body[body["msgtype"]]["content"]
    most = 2048 if mention_all else 4096
    assert len(content.encode("utf-8")) <= most


def test_what_fits_is_not_cut() -> None:
    assert fit(["ab", "cd"], 5, "cut") == "ab\ncd"
    assert fit(["ab", "cde"], 5, "!") == "ab\n!"
    assert fit(["车车"], 5, "!") == "车\n!"
    assert fit(["车"], 2, "!") == "!"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "http://[",
        "https://a.example/" + "x" * 1000,
        "",
    ],
)
def test_what_is_no_page_is_no_link(url: str) -> None:
    assert safe_url(url) == ""


def test_a_link_cannot_leave_its_markdown() -> None:
    found = safe_url('https://a.example/x) <@all> [y](z"')
    assert not set(found) & set('()<>[]" ')


def test_markdown_is_shown_as_it_was_written() -> None:
    assert plain_markdown("v3_2 # 1. - a") == "v3_2 # 1. - a"
    assert plain_markdown("## x") == "＃＃ x"


def mail(said: ChannelMessage) -> Any:
    made = mail_of(
        said,
        WORDS,
        uid="msg_1",
        sender=Address("运营台", "kocops", "example.org"),
        recipients=["a@example.org"],
        written_at=AT,
    )
    return message_from_bytes(made.as_bytes(), policy=policy.default)


def test_a_mail_is_plain_text_first_then_html() -> None:
    found = mail(message())
    assert found.get_content_type() == "multipart/alternative"
    plain, html = found.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert "三位车主报告" in plain.get_content()
    assert safe_url(PAGE) in plain.get_content()
    assert 'href="https://kocops.example.org/' in html.get_content()
    assert found["Subject"] == "新告警：3.2.0后地库蓝牙钥匙失灵"
    assert found["Message-ID"] == "<msg_1@example.org>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"].datetime == AT
    assert "List-Unsubscribe" not in found


def test_a_mail_names_the_page_of_preferences_on_one_line() -> None:
    page = "https://kocops.example.org/notifications/preferences/" + "x" * 90
    raw = mail_of(
        message(preferences_url=page),
        WORDS,
        uid="msg_1",
        sender=Address("", "kocops", "example.org"),
        recipients=["a@example.org"],
        written_at=AT,
    ).as_bytes()
    assert f"List-Unsubscribe: <{page}>\r\n".encode() in raw


@pytest.mark.parametrize(
    "title",
    [
        "a\r\nBcc: all@example.org",
        "a\nTo: x@example.org",
        "a\r\n\r\n<b>",
        "\x00",
    ],
)
def test_a_title_adds_no_header(title: str) -> None:
    found = mail(message(title=title))
    assert found["Bcc"] is None
    assert found.get_all("To") == ["a@example.org"]
    assert len(list(found.iter_parts())) == 2


def test_html_of_a_member_is_text() -> None:
    said = message(title="<b>x</b>", lines=["<script>1</script>", '"onx="'])
    _plain, html = mail(said).iter_parts()
    assert "<script>" not in html.get_content()
    assert "<b>" not in html.get_content()
    assert "&lt;script&gt;" in html.get_content()


ROBOT_ANSWERS = [
    ("feishu", 200, '{"code":0,"msg":"success"}', "sent", ""),
    ("feishu", 200, '{"StatusCode":0,"StatusMessage":"success"}', "sent", ""),
    ("feishu", 200, '{"code":19021,"msg":"sign"}', "broken", "wrong_sign"),
    ("feishu", 200, '{"code":19022,"msg":"ip"}', "broken", "wrong_ip"),
    ("feishu", 200, '{"code":19024,"msg":"k"}', "broken", "wrong_keyword"),
    ("feishu", 200, '{"code":19001,"msg":"t"}', "broken", "wrong_token"),
    ("feishu", 200, '{"code":11232,"msg":"f"}', "later", "too_often"),
    ("feishu", 400, '{"code":9499,"msg":"Bad"}', "never", "bad_body"),
    ("feishu", 429, "", "later", "too_often"),
    ("feishu", 503, "<html>", "later", "server_error"),
    ("feishu", 504, "<html>", "unknown", "server_error"),
    ("feishu", 200, "<html>", "later", "unreadable"),
    ("dingtalk", 200, '{"errcode":0,"errmsg":"ok"}', "sent", ""),
    (
        "dingtalk",
        200,
        '{"errcode":310000,"errmsg":"keywords not in content"}',
        "broken",
        "wrong_keyword",
    ),
    (
        "dingtalk",
        200,
        '{"errcode":310000,"errmsg":"错误描述:关键词不匹配"}',
        "broken",
        "wrong_keyword",
    ),
    (
        "dingtalk",
        200,
        '{"errcode":310000,"errmsg":"invalid timestamp"}',
        "broken",
        "wrong_sign",
    ),
    (
        "dingtalk",
        200,
        '{"errcode":310000,"errmsg":"sign not match"}',
        "broken",
        "wrong_sign",
    ),
    (
        "dingtalk",
        200,
        '{"errcode":310000,"errmsg":"ip 1.2.3.4 not in whitelist"}',
        "broken",
        "wrong_ip",
    ),
    ("dingtalk", 200, '{"errcode":130101}', "later", "too_often"),
    ("dingtalk", 200, '{"errcode":300001}', "broken", "wrong_token"),
    ("wecom", 200, '{"errcode":93000}', "broken", "wrong_token"),
    ("wecom", 200, '{"errcode":40058}', "never", "too_long"),
    ("wecom", 200, '{"errcode":45009}', "later", "too_often"),
    ("wecom", 200, '{"errcode":123456,"errmsg":"new"}', "never", "refused"),
]


@pytest.mark.parametrize(
    ("kind", "status", "text", "outcome", "reason"),
    ROBOT_ANSWERS,
)
def test_the_code_in_the_body_counts(
    kind: str,
    status: int,
    text: str,
    outcome: str,
    reason: str,
) -> None:
    verdict = judge_robot(kind, status, text)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    if outcome in ("broken", "never"):
        assert reason_of_text(kind, verdict.text) == reason


@pytest.mark.parametrize(
    ("code", "step", "outcome", "reason"),
    [
        (421, "greeting", AnswerOutcome.LATER, "mail_later"),
        (450, "recipient", AnswerOutcome.LATER, "mail_later"),
        (451, "data", AnswerOutcome.LATER, "mail_later"),
        (550, "recipient", AnswerOutcome.NEVER, "wrong_recipient"),
        (554, "data", AnswerOutcome.NEVER, "mail_refused"),
        (535, "login", AnswerOutcome.BROKEN, "wrong_login"),
        (553, "sender", AnswerOutcome.BROKEN, "wrong_sender"),
    ],
)
def test_four_is_later_and_five_is_never(
    code: int,
    step: str,
    outcome: AnswerOutcome,
    reason: str,
) -> None:
    verdict = judge_smtp(code, "words", step=step)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)
    assert verdict.text.endswith(f"{code} words")
    if outcome != AnswerOutcome.LATER and reason != "wrong_recipient":
        assert reason_of_text("email", verdict.text) == reason
