"""Names of car brands and well known series, Chinese and English.

A community passes the names of its own brand; the others speak of another car.
"""

BRANDS_ZH = (
    "特斯拉|比亚迪|比亞迪|蔚来|小鹏|理想(?:one|l\\d|汽车|那|的(?:车|增程))?(?!状态|情况|的话|"
    "中)|小米(?:su7|yu7|汽车|车)|问界|智界|"
    "享界|极氪|极狐|极越|领克|吉利|银河(?:e\\d|l\\d)|几何|长安|深蓝|阿维塔|启源|长城|哈弗|"
    "魏牌|坦克(?:300|400|500|700)?|欧拉|奇瑞|"
    "捷途|星途|瑞虎|艾瑞泽|iCAR|传祺|埃安|昊铂|岚图|猛士|东风|风神|启辰|奔腾|红旗|荣威|名爵|"
    "飞凡|智己|五菱|宝骏|江淮|思皓|海马|众泰|力帆|宝沃|观致|高合|"
    "威马|零跑|哪吒|创维汽车|腾势|仰望|方程豹|北汽|极石|赛力斯|"
    "大众|大眾|福斯|上汽大众|一汽大众|斯柯达|奥迪|奧迪|宝马|寶馬|奔驰|賓士|保时捷|保時捷|"
    "迈巴赫|smart|mini|路虎|捷豹|沃尔沃|富豪|萨博|极星|标致|雪铁龙|"
    "雷诺|ds|菲亚特|阿尔法|玛莎拉蒂|法拉利|兰博基尼|宾利|劳斯莱斯|阿斯顿|丰田|豐田|本田|日产|"
    "日產|马自达|馬自達|马三|馬三|三菱|斯巴鲁|铃木|雷克萨斯|凌志|"
    "英菲尼迪|讴歌|现代(?!化|人|感|社|风|设计)|起亚|捷尼赛思|双龙|福特|林肯|别克|雪佛兰|"
    "凯迪拉克|吉普|jeep|道奇|克莱斯勒|悍马|"
    "朗逸|帕萨特|速腾|迈腾|途观|途昂|高尔夫|宝来|polo|凯美瑞|卡罗拉|雷凌|汉兰达|荣放|亚洲龙|"
    "塞纳|普拉多|陆巡|雅阁|思域|飞度|奥德赛|冠道|轩逸|天籁|奇骏|"
    "逍客|昂克赛拉|阿特兹|君威|君越|英朗|昂科威|昂科拉|科鲁兹|迈锐宝|福克斯|蒙迪欧|锐界|"
    "探险者|索纳塔|伊兰特|途胜|k5|秦(?:plus|pro|l)|汉ev|唐dm|"
    "宋(?:plus|pro)|海豹|海豚|元plus|速锐|帝豪|博越|星越|逸动|cs75|uni"
)
BRANDS_EN = (
    "tesla(?:'?s)?|model (?:3|y|s|x)|rivian(?:'?s)?|r1[ts]|lucid(?:'?s)?|polestar(?:'?s)?|"
    "volvo(?:'?s)?|ex30|ex90|xc\\d0|bmw(?:'?s)?|i[34x]|x[1-7]|mercedes(?:'?s)?|benz|eq[esb]|"
    "audi(?:'?s)?|e ?tron|q[3-8]|a[3-8]|vw(?:'?s)?|volkswagen(?:'?s)?|golf|passat|jetta|tiguan|"
    "id ?\\.?[34]|porsche(?:'?s)?|taycan|cayenne|macan|mini(?: cooper)?|smart|skoda(?:'?s)?|"
    "octavia|enyaq|seat leon|cupra|opel(?:'?s)?|vauxhall|corsa|astra|peugeot(?:'?s)?|"
    "citroen(?:'?s)?|renault(?:'?s)?|zoe|clio|dacia|fiat(?:'?s)?|alfa(?: romeo)?|"
    "jaguar(?:'?s)?|i ?pace|land rover(?:'?s)?|range rover|defender|toyota(?:'?s)?|camry|"
    "corolla|prius|rav4|highlander|tacoma|sienna|bz4x|lexus(?:'?s)?|honda(?:'?s)?|civic|accord|"
    "cr ?v|pilot|odyssey|acura|nissan(?:'?s)?|leaf|altima|rogue|ariya|infiniti|mazda(?:'?s)?|"
    "cx ?\\d+|subaru(?:'?s)?|outback|forester|mitsubishi|suzuki|hyundai(?:'?s)?|"
    "ioniq(?: ?[56])?|kona|tucson|kia(?:'?s)?|ev[69]|niro|sorento|genesis|ford(?:'?s)?|"
    "mach ?-?e(?:'s)?|f ?150|lightning|explorer|bronco|focus|fiesta|mustang|chevy(?:'?s)?|"
    "chevrolet(?:'?s)?|bolt|equinox|silverado|gmc|hummer|buick(?:'?s)?|cadillac(?:'?s)?|lyriq|"
    "jeep(?:'?s)?|wrangler|dodge|ram|chrysler|pacifica|fisker|byd(?:'?s)?|atto ?3|nio(?:'?s)?|"
    "xpeng(?:'?s)?|mg(?:'?s)?|geely|zeekr|maserati|ferrari|lamborghini|bentley"
)
