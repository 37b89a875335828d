"""The words that teams write for columns, states and reasons, in Chinese and English."""

import re
import unicodedata
from collections.abc import Iterable

# The field of a row, and the headers under which files have it.
COLUMN_WORDS: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "external_id", "member", "member_id", "user_id", "uid", "userid",
        "会员id", "会员编号", "会员号", "用户id", "用户编号", "平台id", "成员id",
        "客户id", "客户编号", "账号id", "编号", "会员", "外部id",
    ),
    "identity": (
        "identity", "key", "external identities", "身份", "平台身份", "主身份",
        "外部身份",
    ),
    "platform": ("platform", "平台", "来源平台", "渠道"),
    "nickname": (
        "nickname", "nick_name", "nick", "username", "user_name", "display_name",
        "昵称", "用户名", "网名", "会员昵称", "用户昵称", "微信昵称", "论坛昵称",
    ),
    "kind": ("kind", "member_kind", "成员类型", "账号类型", "用户类型"),
    "phone": (
        "phone", "mobile", "tel", "telephone", "phone_number", "mobile_number",
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式",
        "移动电话",
    ),
    "real_name": (
        "real_name", "realname", "full_name", "姓名", "真实姓名", "车主姓名",
        "客户姓名", "真名",
    ),
    "email": ("email", "e_mail", "mail", "邮箱", "电子邮箱", "电子邮件"),
    "unionid": ("unionid", "union_id", "wechat_unionid", "微信unionid"),
    "joined_on": (
        "joined_on", "joined", "joined_at", "join_date", "registered_at",
        "registered_on", "register_time", "加入日期", "加入时间", "入会日期",
        "入会时间", "注册日期", "注册时间", "加入社区时间",
    ),
    "province": ("province", "省", "省份", "所在省", "所在省份"),
    "city": ("city", "市", "城市", "所在城市", "所在市", "常驻城市"),
    "owner_status": (
        "owner_status", "is_owner", "车主状态", "车主身份", "是否车主", "车主",
        "购车状态",
    ),
    "vin": ("vin", "车架号", "车架号码", "vin码", "车辆识别代号", "车辆识别码"),
    "model_series": (
        "model_series", "model", "series", "car", "car_model", "车型", "车系",
        "购买车型", "车辆型号",
    ),
    "model_year": ("model_year", "year", "年款", "年份", "车型年款"),
    "started_on": (
        "started_on", "owned_since", "purchased_on", "purchase_date",
        "vehicle_started_on", "购车日期", "购车时间", "提车日期", "提车时间",
        "交付日期", "交车日期",
    ),
    "ended_on": (
        "ended_on", "owned_until", "sold_on", "vehicle_ended_on", "结束日期",
        "卖车日期", "售出日期", "置换日期", "拥有至",
    ),
    "end_reason": (
        "end_reason", "vehicle_end_reason", "reason", "原因", "结束原因",
        "卖车原因", "离开原因",
    ),
    "software_version": (
        "software_version", "software", "ota", "ota_version", "firmware",
        "车机版本", "软件版本", "系统版本", "ota版本", "车机系统版本",
    ),
    "software_on": (
        "software_on", "software_started_on", "software_date", "ota_date",
        "版本日期", "升级日期", "升级时间", "安装日期", "版本时间",
    ),
    "tags": ("tags", "tag", "interests", "标签", "兴趣", "兴趣标签", "爱好"),
    "circles": (
        "circles", "circle", "groups", "group", "圈子", "群", "所在群", "群名",
        "群聊", "分会", "车友会", "板块", "所属圈子",
    ),
    "circle_since": (
        "circle_since", "circle_started_on", "入圈日期", "入群日期", "入群时间",
        "加入圈子日期",
    ),
    "circle_until": (
        "circle_until", "circle_ended_on", "退圈日期", "退群日期", "退群时间",
    ),
    "aliases": (
        "aliases", "alias", "identities", "other_identities", "其他身份",
        "其它身份", "别名", "其他id", "关联身份",
    ),
    "primary_contact": (
        "primary_contact", "contact", "联系人", "主联系人", "跟进人", "负责人",
        "对接人", "主对接人",
    ),
    "backup_contact": ("backup_contact", "备用联系人", "备份联系人", "备份对接人"),
}  # fmt: skip
OWNER_STATUS_WORDS = {
    "prospect": "prospect", "潜客": "prospect", "潜在客户": "prospect",
    "潜在车主": "prospect", "准车主": "prospect", "意向客户": "prospect",
    "意向车主": "prospect", "意向": "prospect", "非车主": "prospect",
    "未购车": "prospect", "粉丝": "prospect", "否": "prospect", "no": "prospect",
    "false": "prospect", "0": "prospect",
    "owner": "owner", "车主": "owner", "现车主": "owner", "在用车主": "owner",
    "已购车": "owner", "认证车主": "owner", "是": "owner", "yes": "owner",
    "true": "owner", "1": "owner", "现任车主": "owner",
    "former": "former", "former owner": "former", "former_owner": "former",
    "ex-owner": "former", "前车主": "former", "曾经车主": "former",
    "曾经的车主": "former", "原车主": "former", "已卖车": "former",
    "已售": "former", "已换车": "former", "流失车主": "former", "已流失": "former",
}  # fmt: skip
KIND_WORDS = {
    "person": "person", "个人": "person", "普通": "person", "普通用户": "person",
    "用户": "person", "真人": "person",
    "staff": "staff", "员工": "staff", "官方": "staff", "工作人员": "staff",
    "运营": "staff", "bot": "bot", "机器人": "bot", "robot": "bot",
    "test": "test", "测试": "test", "测试账号": "test",
}  # fmt: skip
END_REASON_WORDS = {
    "sold": "sold", "卖出": "sold", "已卖": "sold", "已卖出": "sold",
    "出售": "sold", "售出": "sold", "卖车": "sold", "卖了": "sold",
    "二手出售": "sold", "卖掉": "sold",
    "traded_same": "traded_same", "traded for the same brand": "traded_same",
    "同品牌置换": "traded_same", "本品置换": "traded_same",
    "置换同品牌": "traded_same", "增换购": "traded_same", "换购": "traded_same",
    "换了同品牌": "traded_same", "置换": "traded_same",
    "left_brand": "left_brand", "left the brand": "left_brand",
    "离开品牌": "left_brand", "换品牌": "left_brand", "换其他品牌": "left_brand",
    "换了其他品牌": "left_brand", "流失": "left_brand", "换别的牌子": "left_brand",
}  # fmt: skip
_SEPARATORS = re.compile(r"[\s_\-*:：]+")
_BRACKETED = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


# The header of the identities in files that were exported from here.
EXPORTED_HEADERS = frozenset({"外部身份", "externalidentities"})


def fold_header(name: str) -> str:
    """Return the form in which column names are compared: without blanks,
    brackets and their content, and signs between words.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    return _SEPARATORS.sub("", _BRACKETED.sub("", text)) or text.strip()


def _fields_by_word() -> dict[str, str]:
    fields: dict[str, str] = {}
    for field, words in COLUMN_WORDS.items():
        for word in words:
            fields.setdefault(fold_header(word), field)
    return fields


FIELD_OF_WORD = _fields_by_word()


def guess_columns(header: Iterable[str]) -> dict[str, str]:
    """Return the column of each field that the names of a header tell; the
    first of two columns for one field.
    """
    columns: dict[str, str] = {}
    for name in header:
        field = FIELD_OF_WORD.get(fold_header(name))
        if field is not None:
            columns.setdefault(field, name)
    return columns


TEMPLATE_ROWS = (
    (
        "会员ID", "昵称", "手机号", "姓名", "加入日期", "省份", "城市", "车主状态",
        "车架号", "车型", "年款", "购车日期", "结束日期", "结束原因", "车机版本",
        "版本日期", "标签", "圈子", "其他身份", "联系人",
    ),
    (
        "0012", "山野小王", "13800001234", "王小山", "2023-05-01", "浙江", "杭州",
        "车主", "LSVAU2180N2183294", "海豹", "2024", "2023-06-02", "", "", "OTA 3.1",
        "2026-01-05", "越野、露营", "杭州车友会", "forum:77", "",
    ),
)  # fmt: skip
