"""More sentences of daily life, by another author: people, events, programmes, papers and places, and what only looks like them.

One a line, `words | values`, as in `golden_speech`; a place is written county/township.
"""

EVERYDAY = {
    "name": """
罗建国 | 罗建国
王秀英 | 王秀英
尕藏·扎西 | 尕藏·扎西
泽郎头 | 泽郎头
余友清 | 余友清
杨胜菊。 | 杨胜菊
陆朝珍 | 陆朝珍
蒙国友 | 蒙国友
韦阿妹 | 韦阿妹
吉克伍果 | 吉克伍果
沙马尔布 | 沙马尔布
龙小翠 | 龙小翠
三郎卓玛 | 三郎卓玛
仁青措 | 仁青措
俄木初 | 俄木初
卓玛 | 卓玛
扎西 | 扎西
余建 | 余建
张敏 | 张敏
欧阳春兰 | 欧阳春兰
བསོད་ནམས | བསོད་ནམས
我是余友清 | 余友清
我是泽郎头，黑水的 | 泽郎头
我是尕藏 | 尕藏
我是班玛措，红原瓦切的 | 班玛措
名字是龙阿朵 | 龙阿朵
名字龙阿朵，电话等会儿给 | 龙阿朵
名字写余秀芳 | 余秀芳
名字：王光富 | 王光富
名字就是陈小米 | 陈小米
申请人是陈泽贵，不是我 | 陈泽贵
申请人 陈泽贵 | 陈泽贵
申请人写我妈，陈泽贵 | 陈泽贵
申请人名字王大秀 | 王大秀
联系人余小兵 | 余小兵
联系人写我儿子王强 | 王强
联系人找村长王福 | 王福
联系人就填张翠英嘛 | 张翠英
联系人填我老婆，她叫阿依 | 阿依
联系人：扎西东周，电话13900001111 | 扎西东周
喊我小余就行 |
喊我扎西就行 | 扎西
叫我李姐就可以了 |
叫我余友清就行 | 余友清
你喊我泽郎头嘛 | 泽郎头
村里人喊我老幺 |
别个都叫我胖娃 |
小名叫狗蛋，大名叫王建军 | 狗蛋;王建军
我爸是余友清 | 余友清
我妈是李桂芬，今年七十 | 李桂芬
我老公是杨海波，在工地上做 | 杨海波
我妈李桂芬住院了 | 李桂芬
我老汉王大贵瘫了三年 | 王大贵
我儿子罗小松在读大学 | 罗小松
我男人陈进遭车撞了 | 陈进
我女儿杨欣怡白血病 | 杨欣怡
我哥泽旺扎西没得人管 | 泽旺扎西
给我爸罗有才办低保 | 罗有才
替我婆婆吴阿妹申请 | 吴阿妹
帮我邻居余大爷问 |
隔壁余友清家着火了 | 余友清
我们村的张德贵一个人住 | 张德贵
户主姓名余友清，家里三口人 | 余友清
户口本上户主是龙正才 | 龙正才
身份证上写的余友青，户口本上是余友清 | 余友青;余友清
我叫余友清，青是清水的清 | 余友清
不叫张维，叫张伟 | 张伟
我不叫王芳，我叫王放 | 王放
我叫周桂花，桂花的桂花 | 周桂花
叫泽仁卓玛，十九岁 | 泽仁卓玛
我叫何兵，何是人可何 | 何兵
我叫岳阿呷 我是小金的 | 岳阿呷
我的名字叫吴老三 | 吴老三
名字啊，张明生 | 张明生
姓张，张明生 | 张明生
我姓张叫张明生 | 张明生
娃名叫杨子涵今年七岁 | 杨子涵
娃儿名字杨子涵 | 杨子涵
死的那个叫王光明 | 王光明
老板叫刘大勇，跑了 | 刘大勇
包工头叫陈刚欠我们钱 | 陈刚
本人余友清，女，羌族，现年五十三岁 | 余友清
申请人：余友清  身份证：110105194912310021 | 余友清
余友清 女 五十三 | 余友清
余友清，茂县凤仪镇的 | 余友清
杨秀珍 牛场镇 四口人 | 杨秀珍
我叫余友清来申请救助 | 余友清
我叫余友清我屋头着火了 | 余友清
我叫罗开秀家在道坪 | 罗开秀
我叫罗开秀户口在福泉 | 罗开秀
我叫罗开秀，娃叫罗小虎，老公叫陈三 | 罗开秀;罗小虎;陈三
我叫余发财老婆没得了 | 余发财
我叫张兵兵娃儿病了 | 张兵兵
我叫更秋多吉从色达过来 | 更秋多吉
我叫楞真措女五十岁 | 楞真措
我叫木乃·阿嘎惹 | 木乃·阿嘎惹
我叫阿侯·日洛，布拖来的 | 阿侯·日洛
马海木呷 | 马海木呷
你好，余友清 | 余友清
是余友清 | 余友清
就叫余友清 | 余友清
我是她女儿余小红 | 余小红
我是余友清她儿子 | 余友清
我是福泉牛场的罗开秀 | 罗开秀
我是马尔康的扎西 | 扎西
这是杨秀珍的电话 | 杨秀珍
车祸 |
火灾 |
高血压 |
安全 |
金山 |
牛场 |
马场坪 |
应该是 |
不晓得 |
方便 |
高兴 |
谢谢 |
谢谢你 |
黄牛 |
白血病 |
高三 |
高中生 |
马上来 |
方便面 |
江边 |
常年在外 |
易燃 |
向前走 |
成都 |
陈年旧账 |
温水 |
毛病 |
石头 |
田地 |
余钱 |
余震 |
万一 |
万把块 |
段时间 |
汤圆 |
严重 |
苦得很 |
路上 |
孙子 |
孙女 |
尹村 |
杨树下 |
老人 |
党员 |
农民工 |
江苏 |
全家人 |
单身汉 |
房东 |
房租 |
平房 |
车费 |
水管员 |
包工头 |
管不了 |
郎中 |
金额 |
金川 |
武侯 |
白天 |
时间 |
明天 |
史上 |
童工 |
高温天 |
庄稼 |
毛衣 |
康复 |
花钱 |
花光了 |
冷得很 |
雷打的 |
林业局 |
我是打工的 |
我是农村户口 |
我是高血压 |
我是易怒的人 |
我是马上要生了 |
我是石匠 |
我是何时能领 |
我是包工头 |
我是单身 |
我是党员 |
我是孤儿 |
我是外地来的 |
我是白血病人 |
我是方便的 |
我是经办人 |
我是张书记介绍来的 |
我是苗族 |
我是江西人 |
我是水族的 |
名字我记不到了 |
名字签了没得 |
叫他们来 |
叫我明天来 |
申请人要到场吗 |
申请人必须是户主吗 |
联系人电话多少 |
联系人没得 |
联系人就是我 |
户主迁走了 |
户主是我老公 |
患者已经出院 |
我妈张口就骂 |
我爸高血压 |
我儿子高三 |
我女儿成绩好 |
我妈常年吃药 |
我老公打工 |
我哥江边住 |
我老汉白天干活 |
我妈严重得很 |
我男人石头砸了 |
我儿子马上毕业 |
我弟安全回来了 |
我娃高烧 |
""",
    "relation": """
我在一家公司上班 |
国家公布的标准 |
大家公认的 |
老公司倒闭了 |
妇女儿童 |
我仔细看了 |
我家家庭困难 |
低保对象有哪些 |
找不到对象 |
我对象住院了 | spouse
对象出车祸了 | spouse
小朋友的学费 |
村干部说我不符合 |
我是村干部 | other
隔壁房间着火了 |
隔壁有个五保老人 | other
兄弟，帮个忙 |
妹儿，问你个事 |
大姐，你帮我看下 |
嬢嬢，我想问 |
我妈，我想问下她能不能办 | parent
我大姐住院了 | sibling
老板娘说不给 |
下毛毛雨 |
我做保姆一个月三千 |
请护工一天两百 |
屋头那个房子垮了 |
我女同事 | other
残疾证是我妈的 | parent
我老公安全的 | spouse
屋头有个老汉瘫了 | parent
我妈老汉都六十几了 | parent
我老汉儿上山摔了 | parent
我老者走得早 | parent
我婆娘跟人跑了 | spouse
我堂客在东莞 | spouse
我屋头那个脾气怪 | spouse
屋里头那位在医院 | spouse
我家里那口子走了三年 | spouse
我爱人双目失明 | spouse
老伴六十 | spouse
我六十二，老伴六十 | spouse
不是我病，是我妈病 | parent
我家掌柜的喝酒 | spouse
孩子他妈去年走了 | spouse
娃的爸爸不管 | spouse
娃儿些都在外头 | child
两个娃 | child
幺儿在读高三 | child
我大儿子服刑 | child
我老幺才六岁 | child
小的那个两岁 | child
俩女子都嫁了 | child
我家崽儿读小学 | child
我姑娘在贵阳 | child
伢子还小 | child
嘎婆八十三 | grandparent
嘎公嘎婆把我带大 | grandparent
我阿公在山上放羊 | grandparent
家婆腿脚不便 | grandparent
我奶 | grandparent
我爷瘫了 | grandparent
外婆带我 | grandparent
公老汉生病 | in_law
我公老汉和婆妈 | in_law
公婆都不在了 | in_law
婆子妈骂我 | in_law
老丈人住院 | in_law
老丈母 | in_law
我舅子借的钱 | in_law
大舅哥 | in_law
小姑子不管 | in_law
我小叔子残疾 | in_law
我弟媳跑了 | in_law
幺儿媳妇生了 | in_law
女婿在矿上 | in_law
姐夫开车 | in_law
我嫂嫂 | in_law
侄儿养我 | other
侄女在填表 | other
干爹帮我 | other
干妈 | other
房东催房租 |
老表在广东 | other
表妹替我打字 | other
二姨借了五千 | other
我幺爸是聋子 | other
大伯家 | other
伯娘不在了 | other
姑妈帮我问 | other
嬢嬢照顾我 | other
我姨父 | other
我舅舅舅妈 | other
邻居叫我来 | other
我一个朋友 | other
我工友摔了 | other
亲戚都借遍了 | other
我弟娃儿 | sibling
我兄弟坐牢 | sibling
我家大姐 | sibling
哥哥嫂嫂 | sibling;in_law
幺妹在读书 | sibling
我妹妹 | sibling
我们两兄弟 | sibling
三姊妹 | sibling
孙娃儿在读小学 | grandchild
孙孙交不起学费 | grandchild
外孙跟我 | grandchild
孙女儿白血病 | grandchild
我本人 | self
我自己申请 | self
给自己申请 | self
帮我自己问 | self
本人想申请 | self
替我自己办 | self
老板不管我 |
大爷你好 |
叔叔你好 |
大哥帮我看下 |
嬢嬢你好 |
妹儿帮我看下嘛 |
妈的气死人 |
天老爷 |
爷们 |
姑娘你好 |
阿姨我想问 |
亲，在吗 |
老师好 |
小妹你帮我看看 |
弟娃你听我说 |
美女 |
帅哥 |
兄弟单位 |
子弟学校 |
妇女主任 |
儿童节 |
娘家人 |
婆家不管 |
姑且 |
爷爷奶奶带我和弟弟 | grandparent;sibling
爸死了妈改嫁了跟到爷爷 | parent;grandparent
男人坐牢，婆婆瘫了，两个娃读书 | spouse;in_law;child
我跟老公离了，娃跟我 | spouse;child
我妹夫打我妹 | in_law;sibling
我哥和我嫂子都没了，侄女归我 | sibling;in_law;other
儿媳妇跑了儿子也死了我带孙子 | in_law;child;grandchild
我外婆家婆是一个人 | grandparent
他老婆也跑了 | spouse
她男人不管 | spouse
他儿子不养他 | child
那个老人家没得儿女 | child
没有老婆娃儿 | spouse;child
我单身没结婚 |
我没得爹妈 | parent
我有个养女 | child
继父不给生活费 | parent
我后妈 | parent
监护人是舅舅 | other
老娘七十八 | parent
我老妈子糖尿病 | parent
我阿妈放牛 | parent
阿爸走了 | parent
老母亲卧床 | parent
我爸我妈我弟都在 | parent;sibling
一个人带三个娃娃 | child
孤儿寡母 |
单亲家庭 |
老两口 | spouse
夫妻俩都下岗 | spouse
两口子都有病 | spouse
我老婆子 | spouse
老头子瘫 | spouse
我先生 | spouse
我太太怀孕 | spouse
前夫不给钱 | spouse
我前妻带走了娃 | spouse;child
妻子孩子都靠我 | spouse;child
丈夫去世 | spouse
上有老下有小 |
家属签字 |
男朋友跑了 | other
我媳妇儿坐月子 | spouse
儿子媳妇在浙江 | child;in_law
媳妇不孝顺 | spouse
""",
    "cause": """
昨黑屋头着了 | fire
房子遭火烧得啥都不剩 | fire
灶屋着火了，粮食没得了 | fire
铺子遭隔壁引燃了 | fire
邻居家失火连累我们 | fire
柴火堆燃起来把屋烧了 | fire
着火了房子没了 | fire
电瓶车充电起火 | fire
遭车撞了腿断了 | traffic_accident
被一个三轮撞倒 | traffic_accident
骑车摔了一跤腿断了 | traffic_accident
娃儿放学遭车擦倒 | traffic_accident
班车翻下崖 | traffic_accident
肇事司机跑了 | traffic_accident
老公出车祸走了 | traffic_accident;death
摔断腿 | injury
从房顶摔下来 | injury
在矿上被砸到脑壳 | injury
工地砸到腰杆 | injury
手遭机器绞了 | injury
上山捡菌子滚下岩 | injury
被狗咬了 | injury
腰杆闪了动不得 | injury
高处掉下来 | injury
腿杆骨折 | injury
开水烫到娃 | injury
打谷子遭机器绞断手指 | injury
查出癌了 | acute_illness
我妈查出肺癌晚期 | acute_illness
老汉儿中风倒床了 | acute_illness
娃儿得了急病 | acute_illness
突然脑溢血 | acute_illness
得了怪病 | acute_illness
在ICU躺了十天 | acute_illness
老婆大出血 | acute_illness
娃娃早产 | acute_illness
心脏病犯了 | acute_illness
尿毒症 | acute_illness
白血病 | acute_illness
生了场大病 | acute_illness
病得起不来床 | acute_illness
我爸重病住院 | acute_illness
老公走了 | death
我爸过世了 | death
娃他爸没了 | death
我妈上周去世 | death
爷爷过世办丧事 | death
男人死在外头 | death
下岗了 | unemployment
厂子倒了 | unemployment
厂里不要我了 | unemployment
丢了饭碗 | unemployment
工地停了没活干 | unemployment
没得活路做 | unemployment
找不到活路做 | unemployment
被公司开了 | unemployment
失业半年了 | unemployment
店子关了 | unemployment
老板跑了，工资一分没给 | wage_arrears
老板跑了欠我工钱 | wage_arrears
包工头跑路了工钱没得 | wage_arrears
欠薪三个月 | wage_arrears
干了四个月没拿到钱 | wage_arrears
工资拖了半年 | wage_arrears
老板不给工钱 | wage_arrears
工钱要不到 | wage_arrears
钱遭偷了 | theft_or_stranded
包遭偷 | theft_or_stranded
遭骗了两万 | theft_or_stranded
被人骗光 | theft_or_stranded
钱包掉了回不去 | theft_or_stranded
困在马尔康回不去 | theft_or_stranded
没得地方住 | theft_or_stranded
身上一分钱没得流落街头 | theft_or_stranded
山洪把屋冲了 | disaster
下冰雹打坏庄稼 | disaster
地震把房子震裂 | disaster
泥石流来了 | disaster
雪灾牛羊冻死 | disaster
涨水淹了屋 | disaster
屋后头滑坡 | disaster
大风把房顶掀了 | disaster
刚坐牢出来 | other
刚放出来 | other
男人打我，离了婚 | other
火灾证明在哪开 |
失业证明咋个开 |
工伤认定书没下来 |
死亡证明要不要 |
失业金怎么领 |
失业保险没交 |
受灾救助咋申请 |
大病救助能不能办 |
重大疾病医疗救助 |
离婚证丢了 |
离婚协议要不要带 |
交通事故认定书在哪拿 |
住院发票丢了 |
出院证明没拿 |
地震局 |
消防队 |
救灾款啥时候发 |
防火 |
防诈骗宣传 |
反诈骗 |
你们是不是骗子 |
你们是不是诈骗 |
会不会是骗人的 |
怕被骗 |
我怕遭骗 |
不是偷的 |
我又没偷又没抢 |
没生病 |
没得病 |
没有住院 |
没受伤 |
人没受伤 |
没有离婚 |
没离婚 |
还没离婚 |
没失业 |
房子没有被冲 |
没遭灾 |
没出过车祸 |
不是车祸是自己摔的 | injury
不是生病是摔的 | injury
不是我病是我妈病了 | acute_illness
不是失火，是水淹 | disaster
要是失业了能申请吗 |
失业了能不能申请 | unemployment
万一生病了咋办 |
如果我死了娃咋办 |
假如出了车祸管不管 |
生病住院给不给报 | acute_illness
得癌症的能申请不 | acute_illness
什么病算重病 |
啥子叫重病 |
哪些算大病 |
什么叫急难 |
死了人给不给钱 | death
坐牢的人算一口人吗 |
离婚了户口没迁算不算一家 | other
以后失业了咋办 |
等死了再批吗 |
忙死了 |
等死人了 |
急死人 |
冻死了 |
饿死了 |
烦死 |
该死 |
死机了 |
手机死机 |
死心 |
死脑筋 |
气得要死 |
痛得要死 |
我走了 |
我先走了哈 |
他走了没回来 |
走了半天路 |
工作人员走了 |
领导都走了 |
没了 |
流量没了 |
钱没了 |
工资到账没 |
发工资了 |
工资多少算低收入 |
老板人好不欠工资 |
老板没欠我们工资 |
没欠薪 |
偷懒 |
偷渡 |
证件丢了咋补 |
身份证丢了怎么办 |
户口本丢了 |
残疾证掉了 |
身份证遭偷了 | theft_or_stranded
账号被盗了 | theft_or_stranded
密码忘了 |
火车站 |
火锅店 |
冒火 |
发火 |
火大 |
上火牙痛 |
火化证 |
着急 |
着急上火 |
水费 |
灾区 |
手术刀 |
病假 |
看病贵 |
病例在哪 |
生病的人 | acute_illness
大病医保 |
养病 |
撞见 |
撞到鬼了 |
摔门 |
摔手机 |
打工 |
断水断电 |
断网了 |
断了联系 |
断了低保 |
低保断了 |
砸锅卖铁 |
砸钱 |
困得很 |
想睡觉 |
睡不着 |
困难家庭 |
困难得很 |
没人管 |
残疾十年 |
大雪节气 |
暴雨预警 |
地震演习 |
抗震房 |
下雨了 |
今天下大雨 |
下雪了 |
破产清算 |
家暴怎么办 | other
坐月子 |
妈去打工走了 |
老公走了十年没消息 |
老公外出打工走了 |
爸妈去世得早 | death
""",
    "programme": """
吃低保 | minimum_living
我吃起低保在 | minimum_living
低保户能不能再申请 | minimum_living
底宝咋个办 | minimum_living
低保金几号发 | minimum_living
五保老人 | destitute_support
办五保 | destitute_support
特困供养 | destitute_support
特困户 | destitute_support
单人保 | minimum_living_single
单独给我爸办低保 | minimum_living_single
单人户低保 | minimum_living_single
给我哥一个人上低保 | minimum_living_single
护理补贴 | disability_care_subsidy
重残护理补贴 | disability_care_subsidy
护理费补贴一个月好多 | disability_care_subsidy
残疾人两项补贴 | disability_living_subsidy
残疾人生活补贴 | disability_living_subsidy
残疾补助 | disability_living_subsidy
困难残疾人补贴 | disability_living_subsidy
高龄补贴 | elder_care
高龄津贴80岁有 | elder_care
老龄补贴 | elder_care
养老服务补贴 | elder_care
养老院 | elder_care
孤儿补助 | child_welfare
孤儿生活费 | child_welfare
事实孤儿 | child_welfare
困境儿童补贴 | child_welfare
我是孤儿 |
医疗救助 | medical_aid
大病救助 | medical_aid
看病的救助 | medical_aid
二次报销 | medical_aid
廉租房 | housing_aid
公租房 | housing_aid
公租屋咋申请 | housing_aid
危房改造 | housing_aid
租房补贴 | housing_aid
临时救助 | temporary_aid
临时救住 | temporary_aid
临时求助金 | temporary_aid
临时性救助 | temporary_aid
急难救助 | temporary_urgent
急难型临时救助 | temporary_urgent
小额快救 | temporary_urgent
小额救助 | temporary_urgent
先行救助 | temporary_urgent
支出型临时救助 | temporary_expense
教育救助 | education_aid
助学金 | education_aid
国家助学贷款 | education_aid
雨露计划 | education_aid
生源地贷款 | education_aid
公益岗位 | employment_aid
公益性岗位 | employment_aid
失业金 | employment_aid
失业保险 | employment_aid
救助站 | vagrant_rescue
司法救助 | judicial_aid
法律援助 | legal_aid
免费请律师 | legal_aid
困难职工 | union_aid
工会救助 | union_aid
红十字会 | charity
慈善 | charity
水滴筹 | charity
受灾救助 | disaster_relief
救灾款 | disaster_relief
灾后重建补助 | disaster_relief
低保边缘 | marginal_household
低边 | marginal_household
低收入户 | marginal_household
刚性支出家庭 | rigid_expense_household
支出困难户 | rigid_expense_household
低保边缘户和低保有啥区别 | marginal_household;minimum_living
低保和五保哪个好 | minimum_living;destitute_support
低保和临时救助能一起拿不 | minimum_living;temporary_aid
公租房和低保 | housing_aid;minimum_living
护理补贴跟生活补贴 | disability_care_subsidy;disability_living_subsidy
疾病应急救助 | emergency_medical
应急救助 | temporary_urgent
最低工资 |
最低生活费 |
农村合作医疗 |
医保 |
养老金 |
养老保险 |
护理费 |
困难 |
特别困难 |
很困难 |
保险 |
救助 |
求助 |
抵押 |
单人床 |
边缘 |
敬老院 | elder_care
民政局 |
""",
    "document_type": """
户口簿 | household_register
户口本在屋头 | household_register
户口溥 | household_register
户囗夲 | household_register
hukou本 | household_register
户口页复印件 | household_register
户籍本 | household_register
身份证 | id_card
身份正丢了 | id_card
身份证复印件 | id_card
临时身份证 | id_card
身分证 | id_card
残疾证 | disability_card
残疾人证 | disability_card
残疾本本 | disability_card
我没得残疾证 | disability_card
诊断书 | diagnosis
诊断证明 | diagnosis
出院小结 | diagnosis
住院证明 | diagnosis
出院证明 | diagnosis
病历 | diagnosis
病例本 | diagnosis
医院开的证明 | diagnosis
检查报告 | diagnosis
医院发票 | medical_bills
发票丢了 | medical_bills
住院发票 | medical_bills
医药费单子 | medical_bills
住院费清单 | medical_bills
医保结算单 | medical_bills
缴费单 | medical_bills
报销单子 | medical_bills
学费收据 | school_receipts
学费单子 | school_receipts
学费发票 | school_receipts
住宿费收据 | school_receipts
死亡证明 | death_certificate
火化证 | death_certificate
死亡证 | death_certificate
火化单 | death_certificate
欠条 | wage_record
老板打的欠条 | wage_record
欠薪证明 | wage_record
考勤表 | wage_record
工资欠条 | wage_record
劳动合同 |
借条 |
银行流水 |
授权书 | verification_authorisation
核对授权书 | verification_authorisation
家庭经济状况核对授权书 | verification_authorisation
委托书 | proxy_note
授权委托书 | proxy_note
代办委托书 | proxy_note
手写委托 | proxy_note
居住证 | residence_permit
暂住证 | residence_permit
事故认定书 | accident_certificate
交警责任认定书 | accident_certificate
交警队的认定书 | accident_certificate
火灾证明 | fire_certificate
消防证明 | fire_certificate
消防队开的证明 | fire_certificate
火灾事故认定书 | fire_certificate
现场照片 | scene_photo
着火的照片 | scene_photo
拍的照片 | scene_photo
工伤认定书 | work_injury_record
工伤证明 | work_injury_record
工伤认定 | work_injury_record
失业证 | unemployment_certificate
失业证明 | unemployment_certificate
离职证明 | unemployment_certificate
报警回执 | police_receipt
报案回执 | police_receipt
派出所开的回执 | police_receipt
立案告知书 | police_receipt
申请表 | application_form
申请书 | application_form
承诺书 | honesty_statement
诚信承诺书 | honesty_statement
银行卡 | bank_account
社保卡 | bank_account
存折 | bank_account
存折上有两万 |
银行卡里就几百块 |
户口本和身份证都烧了 | household_register;id_card
户口簿、身份证、诊断证明 | household_register;id_card;diagnosis
要带户口本不 | household_register
离婚证 |
房产证 |
户口在福泉 |
身份 |
诊断出癌症 |
病了 |
证明 |
开证明 |
照片看不清 | scene_photo
身份证照片 | id_card
病历照片 | diagnosis
残疾证照片发过来 | disability_card
我申请低保 |
授权给我儿子 |
住院 |
报警 |
票 |
车票 |
""",
    "region": """
日隆 | 小金县/四姑娘山镇
在日隆关摔了 | 小金县/四姑娘山镇
小金日隆镇的 | 小金县/四姑娘山镇
我是茂汶的 | 茂县
老家茂汶县 | 茂县
松坪沟那边 | 茂县/叠溪镇
汶川绵池镇 | 汶川县/绵虒镇
在州上上班 |
州上医院 |
福泉出的事，转到州上 | 福泉市;黔南布依族苗族自治州
马尔康摔的，州上医院在治 | 马尔康市;阿坝藏族羌族自治州
在贵州上学 | 贵州省
马尔康松岗的 | 马尔康市/松岗镇
茂县叠溪 | 茂县/叠溪镇
汶川绵虒 | 汶川县/绵虒镇
理县杂谷脑 | 理县/杂谷脑镇
理县桃坪羌寨 | 理县/桃坪镇
松潘川主寺 | 松潘县/川主寺镇
九寨沟漳扎 | 九寨沟县/漳扎镇
金川观音桥 | 金川县/观音桥镇
小金县城 | 小金县
黑水县芦花 | 黑水县/芦花镇
黑水色尔古 | 黑水县/色尔古镇
壤塘南木达 | 壤塘县/南木达镇
阿坝县各莫 | 阿坝县/各莫镇
若尔盖唐克 | 若尔盖县/唐克镇
若尔盖辖曼牧场 | 若尔盖县/辖曼镇
红原瓦切 | 红原县/瓦切镇
红原刷经寺 | 红原县/刷经寺镇
福泉马场坪 | 福泉市/马场坪街道
福泉道坪 | 福泉市/道坪镇
福泉市龙昌镇 | 福泉市/龙昌镇
福泉陆坪镇 | 福泉市/陆坪镇
福泉仙桥乡 | 福泉市/仙桥乡
福泉凤山镇 | 福泉市/凤山镇
福泉金山街道办 | 福泉市/金山街道
马尔康梭磨 | 马尔康市/梭磨乡
我在茂县土门 | 茂县/土门镇
人在映秀 | 汶川县/映秀镇
水磨古镇那边 |
汶川水磨 | 汶川县/水磨镇
汶川三江 | 汶川县/三江镇
理县米亚罗 | 理县/米亚罗镇
米亚罗 | 理县/米亚罗镇
达扎寺 | 若尔盖县/达扎寺镇
毛儿盖 | 松潘县/毛儿盖镇
卧龙 |
卧龙镇 | 汶川县/卧龙镇
刷经寺 | 红原县/刷经寺镇
麦尔玛 | 阿坝县/麦尔玛镇
黑水知木林 | 黑水县/知木林镇
黑水 扎窝 | 黑水县/扎窝镇
若尔盖县巴西乡 | 若尔盖县/巴西镇
红星镇 | 若尔盖县/红星镇
从昭通来 | 昭通市
贵阳 | 贵阳市
阿坝州府 | 阿坝藏族羌族自治州
""",
}
