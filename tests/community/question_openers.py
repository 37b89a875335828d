"""Openers that ask something and openers that ask nothing, written for the
tests. TUNED were looked at while the marks were written; KEPT were not.
"""

TUNED_QUESTIONS = """
求解，方向盘按键没反应
想问下充电口盖打不开是什么情况
冬天续航掉一半，正常吗
不知道这种嗡嗡声正不正常，麻烦懂的说说
有懂的吗，天窗关到一半停了
有没有人知道行车记录仪怎么导出视频
雨刮一开就吱吱响怎么处理
新手提问，停车时要不要关哨兵
大家都贴的什么膜呀
求推荐靠谱的贴膜店
保养一次得花多少钱
升级之后找不到露营模式了，在哪打开
车机突然黑屏了怎么办啊，急
请教一下，后排座椅能放倒吗
尾门有时候关不严，有遇到过的吗
刚提车一周，油耗十二个，算不算高
帮忙看看这个底盘渗油严不严重
二手车过户以后流量套餐还在么
冷车启动会抖两下，是什么原因
导航地图多久更新一次
座椅通风开了没感觉，是不是坏了
儿童锁怎么关闭
哪位大佬用过这款行车记录仪，说说体验
家充桩装在地库需要物业同意吗
各位帮我看看落地价贵不贵
anyone know how to reset the tyre pressure light
is it normal that the fan keeps running after parking
I can't figure out how to pair my second key
Just wondering if the app works abroad
Looking for advice on winter tyres
Wallbox question
Does anybody else get a rattle from the sunroof over bumps
How do I turn off the lane assist chime
Any recommendations for a dash cam that fits behind the mirror
What tyre pressure do you guys run in summer?
Not sure whether I should book a service for this noise
Should I be worried about this scratch?
Has anyone tried the new floor mats yet
Need help with the charger at home
Why does the screen stay black for a minute after starting?
My boot does not close by itself any more. Any ideas?
Which roof box fits the long version
Can I tow a small trailer with this one?
Is there a way to keep the climate on while shopping
Where can I find the VIN on the windscreen
电动尾门可以调高度吗
车里有股塑料味，怎么散得快
准备下单了，两个版本纠结，给点建议
能否加装拖车钩
换胎要不要四条一起换
请问语音助手能改名字吗
How much does the paint protection cost
Do any of you use the roof rack in winter?
Trying to understand the billing at public chargers, can anyone explain
Is the range drop in rain expected
""".strip().split("\n")

TUNED_OTHERS = """
这也太快了吧？！
谁懂啊，下班路上看到这样的晚霞
有没有周末一起去露营的
有人一起拼车去车展吗
早上好，大家吃了吗？
家人们，这颜色也太好看了吧？
就这质量？还好意思卖三十万？
难道车主就活该被割韭菜吗？
教大家怎么设置座椅记忆，步骤如下
分享一下我是如何省电的
提车一个月，聊聊感受
出全新脚垫，要的加微信，还等什么？
车膜团购开始了，想要的朋友还在等什么？限时优惠，扫码下单
终于知道怎么关掉提示音了
你们的良心呢？
我的空调坏了，去店里修了三次还没好
今天跑了趟长途，全程没有累的感觉
方向盘加热真香，冬天必备
新人报到，刚提车
升级以后车机流畅多了
不管怎么开，油耗都在七个左右
这配置还要什么自行车，帅不帅？
周六有没有人组队去跑山
电池又掉了两格，明天去店里
谁不想要一台这样的车呢？
官方能不能长点心，天天推送广告
卖一套原厂轮毂，九成新，电话同号
洗完车心情都好了
昨天的车友聚会照片来了
后备箱异响修好了，是卡扣松了
How to: replace the cabin filter step by step
FS: 19 inch wheels, anyone interested?
Anyone up for a drive on Sunday?
What a beautiful car!
How cool is this?
Finally picked up my car today, love it
The new update made the camera clearer
My brakes squeal since the last service
Good morning everyone, how are you?
Here's how I fixed the squeaky seat
Two years and no fault, what more can I want
Who wants to join us for a meet in May?
Check out my shop for mats, free shipping, ready for summer?
I know why it happened: the fuse was loose
WTB roof rails, any year
大家中午好呀
这手感，绝了
昨天去保养，顺便洗了车
有没有想一起参加冬季试驾的朋友
服务态度太差了吧！
这才是我喜欢它的原因
Drove to the coast and back on one charge
What were they thinking with this update
New wheels are on, pictures below
The dealer called me back, all sorted
""".strip().split("\n")

KEPT_QUESTIONS = """
麻烦问问，前挡玻璃起雾开哪个键最快
充电充到八成就停了，咋回事
有车友给后排加过小桌板吗
请问各位，首保可以不回原来那家店做么
想请教下，地库停久了会不会亏电
夜里自动落锁的功能在哪设置
我这辆的天幕总有水印，求个清洁的办法
提车时送的充电卡怎么激活
悬架高度能不能记住位置
开暖风有股焦味，这种情况需要去店里检查吗
求助！钥匙没电了车门打不开
手机互联老断，有解决的老哥吗
这个价格合适么，还有空间没有
为什么我的车没有收到推送
轮毂刮花了，修复一个大概多少钱
倒车影像偶尔花屏，是不是摄像头进水
有谁在高原开过，动力差多少
小白一枚，不懂该选哪个版本
后视镜折叠的时候咔咔响，你们也这样吗
出险一次，第二年保费涨多少
车上的香氛用完了去哪买替换的
冬天胎压打到多少比较好
座椅按摩只有左边动，求大神指点
家用车位没有电源，想装桩该怎么办
副驾安全带一直提示，明明没坐人，谁遇到过
Does the heat pump help below zero, or is it marketing
Help please, the tailgate opens on its own
Curious how long your delivery took after the payment
Anybody tried all season tyres on the big rims?
Can someone explain what this yellow triangle means
Do I need an adapter for the public chargers in Norway
Thoughts on leather or cloth
Is anyone else hearing a hum at 60?
Looking for recommendations for a good detailer in town
I don't know if this gap is within spec, please advise
How long does the second service take?
What is the best setting for wet roads?
Where do you mount your phone?
Quick question about the spare wheel
Would like to hear your experience with the extended warranty
My app shows the wrong mileage, is this a known issue?
Why won't the charging cable release when it is cold
Has the update reached anyone in the north yet
Which insurance do you use for a leased car?
Are the door pockets supposed to be this loose?
""".strip().split("\n")

KEPT_OTHERS = """
这内饰做工也太用心了吧！
家人们谁懂，等了三个月终于到店了
下周三晚上有没有一起夜跑打卡的
约吗，滨江停车场老地方
大家晚上好呀
你敢信，这是十年的老车
凭什么老车主没有这个权益？
手把手教你怎么换空调滤芯
给大家讲讲我为什么选这台车
低价转让充电桩一台，有意私聊，要的抓紧
保养套餐限时优惠，你还在等什么？点击链接领取
记录一次完美的自驾，三天两千公里
刹车片换完了，花了八百
胎噪比上一台小多了
等了这么久终于等到推送，不容易
怎么能这么好看，停车必回头
还有谁的车这么能装？
换了新轮胎，感觉稳了不少
售后电话打了五遍没人接
高速上突然断电，吓死我了
车机又死机了，烦
店里态度很好，点赞
这次活动办得真不错，感谢组织
发几张雪地里的照片
每天上下班四十公里，一周充一次电
谁说小车装不下，一家五口刚刚好
收一个原厂行李架，带价私信
不知道你们怎么想，反正我很满意
说好的权益没有兑现，欺骗消费者
希望下个版本加上座椅记忆
Just took delivery and it drives like a dream
Step by step: my ambient light install
Anyone coming to the spring meet on Saturday?
Selling my winter set, asking $400, pm me
My screen froze again on the motorway
Service was great, they even washed it
Isn't she lovely?
Guess what arrived today?
The seats creak in the cold and the dealer did nothing
Let's meet at the old bridge on Friday
10,000 miles review: comfort, noise, range
Use my referral code for free miles, why wait?
That's why I love this car
Happy new year to all of you
Lost the keys, found the keys, long story
""".strip().split("\n")
