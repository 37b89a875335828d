"""Names by which files of forums, apps and spreadsheets call our fields.

Names are folded (see column_guesses.fold_column); the surest come first, so a
column of ids is taken before one of nicknames.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEMBER = _words(
    """
    用户id 用户编号 用户编码 会员id 会员编号 会员号 成员id 客户id 车主id
    作者id 发帖人id openid unionid uid userid memberid authorid customerid
    externaluserid distinctid 账号 帐号 账户 账号id user member 用户 会员
    成员 客户 车主 作者 author 发帖人 发布者 发布人 发言人 发送人 评论人
    回复人 点赞人 点赞用户 操作人 楼主 username 用户名 用户名称 sender from
    昵称 用户昵称 会员昵称 微信昵称 nickname
    """,
)
NICKNAME = _words(
    """
    昵称 用户昵称 会员昵称 微信昵称 成员昵称 作者昵称 发帖人昵称 网名 nickname
    nick displayname screenname 用户名 用户名称 作者名 作者 发帖人 username author
    """,
)
MOMENT = _words(
    """
    时间 发生时间 行为时间 事件时间 操作时间 互动时间 发布时间 发帖时间
    发表时间 评论时间 回复时间 点赞时间 登录时间 签到时间 打卡时间 到场时间
    报名时间 参加时间 试驾时间 收藏时间 分享时间 投票时间 发送时间 提交时间
    checkintime checkinat signuptime signintime
    创建时间 日期时间 日期 时间戳 occurredat eventtime timestamp createdat
    createtime createdtime creationtime posttime postedat publishtime
    publishedat dateline msgtime time datetime date ts
    """,
)
KIND = _words(
    """
    行为 动作 行为类型 动作类型 行为名称 事件类型 事件名称 事件名 事件
    操作类型 操作 互动类型 互动 活动类型 kind event eventname eventtype
    action actiontype behavior behaviour 类型 类别 type
    """,
)
EVENT_ID = _words(
    """
    事件id 事件编号 行为id 记录id 记录编号 流水号 日志id 消息id 唯一标识
    externalid eventid logid recordid messageid msgid uuid id 编号
    """,
)
POST_ID = _words(
    """
    帖子id 帖子编号 贴子id 内容id 动态id 文章id 笔记id 评论id 回复id
    externalid postid pid noteid commentid msgid messageid id 编号
    """,
)
QUANTITY = _words(
    """
    次数 数量 频次 quantity count times cnt num
    """,
)
THREAD = _words(
    """
    主题id 主题编号 话题id 主帖id 主贴id 原帖id 根帖id 所属帖子id 所属帖子
    所属主题 thread threadid threadkey tid topicid rootid topic 主题
    """,
)
TITLE = _words(
    """
    标题 帖子标题 主题标题 题目 title subject topictitle 主题
    """,
)
TEXT = _words(
    """
    内容 正文 帖子内容 帖子正文 正文内容 发帖内容 评论内容 回复内容 消息内容
    文本 详情 text content body message raw posttext
    """,
)
MEDIA_COUNT = _words(
    """
    图片数 图片数量 媒体数 视频数 附件数 mediacount imagecount attachments
    """,
)
REACTION_COUNT = _words(
    """
    点赞数 获赞数 点赞量 点赞 赞 reactioncount likecount likes upvotes
    """,
)
IS_DELETED = _words(
    """
    已删除 是否删除 isdeleted deleted
    """,
)
IS_PAID = _words(
    """
    是否推广 推广 是否广告 广告 商单 ispaid sponsored
    """,
)
BOARD = _words(
    """
    版块 板块 版块名称 板块名称 所属版块 所属板块 圈子 圈子名称 所属圈子
    小组 群 群名称 频道 board boardname forum forumname fid circle category
    categoryname group channel
    """,
)
POST_OF_REACTION = _words(
    """
    帖子id 帖子编号 贴子id 被赞帖子id 被赞帖子 内容id 动态id 文章id 笔记id
    对象id 目标id post postid pid tid noteid targetid objectid 帖子 动态
    文章
    """,
)
EDITED_AT = _words(
    """
    编辑时间 修改时间 更新时间 最后编辑时间 editedat updatedat updatetime
    modifiedat lastedit
    """,
)
VERSION = _words("版本号 修订号 version revision postversion")
IS_OPENING = _words(
    """
    是否主帖 是否主贴 主帖 首帖 是否首帖 是否楼主 isopening first isfirst isthread
    楼层 楼层号 楼号 floor floorno floornumber
    """,
)
REPLY_TO = _words(
    """
    回复帖子id 回复的帖子id 被回复帖子id 上级id 父级id 父评论id 引用帖子id replyto
    replytoid parentid replytopostid inreplyto
    """,
)
QUOTED_AUTHOR = _words(
    """
    被回复人 被回复用户 被引用人 被引用用户 quotedauthor quoteduser replytouser
    """,
)
OBJECT_ID = _words(
    """
    对象id 对象 目标id 帖子id 活动id 文章id 页面id 商品id 内容id objectid targetid
    postid activityid itemid pageid 活动编号 活动名称 活动名 活动 activityname
    活动场次 场次 问卷名称
    """,
)
OBJECT_TYPE = _words("对象类型 目标类型 objecttype targettype itemtype")
PROPERTIES = _words(
    "属性 扩展属性 附加信息 扩展字段 properties props attributes extra"
)
# Numbers of lines: they begin anew in every file, so they name nothing.
LINE_NUMBERS = _words(
    """
    序号 行号 no rownumber index #
    """,
)
# Beginnings of moments at which nobody did what the row tells.
OTHER_MOMENTS = _words(
    """
    注册 加入 入会 入群 提车 购车 生日 出生 更新 修改 编辑 删除 结束 截止
    导出 同步 birth register updated modified deleted end
    """,
)
