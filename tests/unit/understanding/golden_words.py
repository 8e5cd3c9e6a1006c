"""Golden tables of places, people, events, papers and numbers that name something."""

ABA, FUQUAN = "513200", "522702"

# words -> (code, official name, township)
REGIONS = {
    "马尔康": ("513201", "马尔康市", None), "福泉": (FUQUAN, "福泉市", None), "福泉牛场镇": (FUQUAN, "福泉市", "牛场镇"),
    "福泉市牛场": (FUQUAN, "福泉市", "牛场镇"), "牛场镇": (FUQUAN, "福泉市", "牛场镇"), "牛场": (FUQUAN, "福泉市", "牛场镇"),
    "金山街道": (FUQUAN, "福泉市", "金山街道"), "马场坪": (FUQUAN, "福泉市", "马场坪街道"), "道坪镇": (FUQUAN, "福泉市", "道坪镇"),
    "福泉凤山": (FUQUAN, "福泉市", "凤山镇"), "龙昌": (FUQUAN, "福泉市", "龙昌镇"), "福泉仙桥": (FUQUAN, "福泉市", "仙桥乡"),
    "云南昭通": ("530600", "昭通市", None), "云南": ("530000", "云南省", None), "云南昭通镇雄": ("530627", "镇雄县", None),
    "阿坝": (ABA, "阿坝藏族羌族自治州", None), "阿坝州": (ABA, "阿坝藏族羌族自治州", None), "阿坝县": ("513231", "阿坝县", None),
    "阿坝州阿坝县": ("513231", "阿坝县", None), "四川阿坝州汶川县": ("513221", "汶川县", None), "汶川": ("513221", "汶川县", None),
    "汶川映秀": ("513221", "汶川县", "映秀镇"), "松潘": ("513224", "松潘县", None), "松潘川主寺": ("513224", "松潘县", "川主寺镇"),
    "九寨沟": ("513225", "九寨沟县", None), "九寨": ("513225", "九寨沟县", None), "漳扎镇": ("513225", "九寨沟县", "漳扎镇"),
    "红原": ("513233", "红原县", None), "若尔盖": ("513232", "若尔盖县", None), "若尔盖唐克": ("513232", "若尔盖县", "唐克镇"),
    "小金": ("513227", "小金县", None), "小金县四姑娘山镇": ("513227", "小金县", "四姑娘山镇"), "黑水县": ("513228", "黑水县", None),
    "理县": ("513222", "理县", None), "茂县": ("513223", "茂县", None), "茂县凤仪镇": ("513223", "茂县", "凤仪镇"),
    "金川": ("513226", "金川县", None), "壤塘": ("513230", "壤塘县", None), "卓克基": ("513201", "马尔康市", "马尔康镇"),
    "贵州": ("520000", "贵州省", None), "黔南": ("522700", "黔南布依族苗族自治州", None), "黔南州": ("522700", "黔南布依族苗族自治州", None),
    "都匀": ("522701", "都匀市", None), "瓮安县": ("522725", "瓮安县", None), "毕节织金": ("520524", "织金县", None),
    "重庆万州": ("500101", "万州区", None), "成都": ("510100", "成都市", None), "成都武侯": ("510107", "武侯区", None),
    "四川省成都市武侯区": ("510107", "武侯区", None), "广西百色": ("451000", "百色市", None), "浙江义乌": ("330782", "义乌市", None),
    "甘肃": ("620000", "甘肃省", None), "青海果洛": ("632600", "果洛藏族自治州", None), "湖南怀化": ("431200", "怀化市", None),
    "河南洛阳": ("410300", "洛阳市", None), "北京朝阳区": ("110105", "朝阳区", None), "内蒙古": ("150000", "内蒙古自治区", None),
    "新疆喀什": ("653100", "喀什地区", None), "东莞": ("441900", "东莞市", None), "吉林": ("220000", "吉林省", None),
    "贵州省黔南布依族苗族自治州福泉市牛场镇": (FUQUAN, "福泉市", "牛场镇"), "福泉那边的牛场": (FUQUAN, "福泉市", "牛场镇"),
    "織金牛場鎮": ("520524", "织金县", None), "威宁": ("520526", "威宁彝族回族苗族自治县", None), "福泉市医院": (FUQUAN, "福泉市", None),
}  # fmt: skip
NO_REGION = [
    "小金额救助", "朝阳区", "镇上和县里都不管", "我们的资源", "合作社", "大方一点", "公安局", "富裕户", "比如说", "东方", "安康", "互助",
    "通道", "同心", "说四川话", "白银首饰", "友谊", "南部", "单县", "温泉",
]  # fmt: skip

# words -> [(name, role)]
REGION_ROLES = {
    "我是云南的 在福泉修路": [("云南省", "origin"), ("福泉市", "here")],
    "户口在云南昭通，人在马尔康": [("昭通市", "origin"), ("马尔康市", "here")],
    "我是贵州人，在阿坝县打工": [("贵州省", "origin"), ("阿坝县", "here")],
    "老家甘肃，住在红原": [("甘肃省", "origin"), ("红原县", "here")],
    "儿子在成都打工": [("成都市", "elsewhere")],
    "大姐嫁到重庆去了": [("重庆市", "elsewhere")],
    "我二哥在浙江": [("浙江省", None)],
    "我男人在福泉医院抢救": [("福泉市", "here")],
    "从湖南来的": [("湖南省", "origin")],
    "云南户口": [("云南省", "origin")],
    "在福泉出的事": [("福泉市", "here")],
}

RELATIONS = {
    "我屋头那个": "spouse", "我婆娘": "spouse", "老公": "spouse", "我男人": "spouse", "爱人": "spouse", "老伴": "spouse", "堂客": "spouse",
    "老汉儿": "parent", "我妈": "parent", "老娘": "parent", "母亲": "parent", "我爸": "parent", "娃儿": "child", "儿子": "child",
    "幺儿": "child", "闺女": "child", "大女": "child", "崽": "child", "爷爷": "grandparent", "外婆": "grandparent", "奶奶": "grandparent",
    "孙子": "grandchild", "外孙女": "grandchild", "孙娃子": "grandchild", "我哥": "sibling", "弟弟": "sibling", "姐姐": "sibling",
    "兄弟": "sibling", "幺妹": "sibling", "岳母": "in_law", "老丈人": "in_law", "儿媳妇": "in_law", "女婿": "in_law", "嫂子": "in_law",
    "公公": "in_law", "丈母娘": "in_law", "邻居": "other", "舅舅": "other", "表弟": "other", "工友": "other", "侄儿": "other",
    "嬢嬢": "other", "本人": "self", "我自己": "self", "我本人": "self",
}  # fmt: skip

CAUSES = {
    "房子着火了": ["fire"], "屋头遭火烧了": ["fire"], "火灾": ["fire"], "房子遭雷打燃了": ["disaster", "fire"], "房子烧光了": ["fire"], "失火": ["fire"],
    "出车祸了": ["traffic_accident"], "遭车撞了": ["traffic_accident"], "摩托车翻车": ["traffic_accident"], "被货车撞断了腿": ["traffic_accident"],
    "从架子上摔下来腿断了": ["injury"], "骨折": ["injury"], "工伤": ["injury"], "被石头砸到": ["injury"], "烫伤": ["injury"], "手被机器绞断": ["injury"],
    "脑溢血": ["acute_illness"], "查出白血病": ["acute_illness"], "得了癌症": ["acute_illness"], "生病": ["acute_illness"], "心梗": ["acute_illness"],
    "老公去世了": ["death"], "我爸过世": ["death"], "男人死了": ["death"], "失业了": ["unemployment"], "没得活路做": ["unemployment"],
    "厂子倒闭了": ["unemployment"], "下岗": ["unemployment"], "老板拖欠工资": ["wage_arrears"], "工钱没发": ["wage_arrears"], "欠薪": ["wage_arrears"],
    "钱包被偷了": ["theft_or_stranded"], "手机丢了": ["theft_or_stranded"], "困在福泉": ["theft_or_stranded"], "没地方住": ["theft_or_stranded"],
    "涨水": ["disaster"], "泥石流": ["disaster"], "地震": ["disaster"], "房子被水冲走了": ["disaster"], "冰雹": ["disaster"], "刚出狱": ["other"],
    "没有着火": [], "没有受伤": [], "不是车祸": [], "四口人": [], "医保": [],
}  # fmt: skip

PROGRAMMES = {
    "吃低保": "minimum_living", "想办个底保": "minimum_living", "最低生活保障": "minimum_living", "单人保": "minimum_living_single",
    "临时救助": "temporary_aid", "临时就助": "temporary_aid", "小额快救": "temporary_urgent", "急难救助": "temporary_urgent",
    "先行救助": "temporary_urgent", "支出型救助": "temporary_expense", "特困": "destitute_support", "五保户": "destitute_support",
    "医疗救助": "medical_aid", "助学金": "education_aid", "公租房": "housing_aid", "危房改造": "housing_aid", "公益岗位": "employment_aid",
    "失业金": "employment_aid", "救助站": "vagrant_rescue", "护理补贴": "disability_care_subsidy", "残疾人生活补贴": "disability_living_subsidy",
    "残疾人补贴": "disability_living_subsidy", "孤儿补助": "child_welfare", "高龄补贴": "elder_care", "养老院": "elder_care",
    "司法救助": "judicial_aid", "法律援助": "legal_aid", "困难职工": "union_aid", "水滴筹": "charity", "救灾款": "disaster_relief",
    "疾病应急救助": "emergency_medical", "低保边缘户": "marginal_household", "刚性支出困难家庭": "rigid_expense_household",
}  # fmt: skip

DISABILITIES = {
    "精神残疾三级": ("mental", 3), "二级肢体残疾": ("physical", 2), "肢残二级": ("physical", 2), "视力一级": ("visual", 1),
    "听力残疾2级": ("hearing", 2), "智力残疾": ("intellectual", None), "二级残疾": (None, 2), "残疾证上写的是三级": (None, 3),
    "多重残疾一级": ("multiple", 1), "言语四级": ("speech", 4), "精神三级": ("mental", 3), "盲人": ("visual", None), "肢体四级": ("physical", 4),
    "一级残": (None, 1), "精神病": ("mental", None), "重度残疾": None, "没有残疾": None, "没得二级残疾": None, "三级医院": None,
}  # fmt: skip

DOCUMENTS = {
    "户口簿": "household_register", "户口本": "household_register", "户囗本": "household_register", "身份证": "id_card", "身份證": "id_card", "出院证明": "diagnosis", "残疾证": "disability_card",
    "诊断书": "diagnosis", "病历": "diagnosis", "居住证": "residence_permit", "事故责任认定书": "accident_certificate", "死亡证明": "death_certificate", "报警回执": "police_receipt",
    "授权书": "verification_authorisation", "银行卡": "bank_account", "医保结算单": "medical_bills", "发票": "medical_bills",
}  # fmt: skip

# words -> (number, valid)
IDS = {
    "522702199001011237": ("522702199001011237", False), "11010519491231002X": ("11010519491231002X", True),
    "11010519491231002x": ("11010519491231002X", True), "110105 19491231 002X": ("11010519491231002X", True),
    "１１０１０５１９４９１２３１００２Ｘ": ("11010519491231002X", True), "11O1O51949123100 2X": ("11010519491231002X", True),
    "身份证号是11010519491231002X": ("11010519491231002X", True), "440524188001010014": ("440524188001010014", False),
    "110105194912310021": ("110105194912310021", False), "110105194913310029": ("110105194913310029", False),
    "身份证1101051949123100": ("1101051949123100", False),
}  # fmt: skip
PHONES = {
    "13800138000": ("13800138000", True), "138 0013 8000": ("13800138000", True), "138-0013-8000": ("13800138000", True),
    "１３８００１３８０００": ("13800138000", True), "+8613800138000": ("13800138000", True), "电话是13800138000": ("13800138000", True),
    "一三八零零一三八零零零": ("13800138000", True), "幺三八零零幺三八零零零": ("13800138000", True), "电话1380013800": ("1380013800", False),
    "电话138001380001": ("138001380001", False), "打我13800138000": ("13800138000", True),
}  # fmt: skip
NO_PHONE = ["12345", "110", "打120", "11010519491231002X", "12345678901234567890", "一三八"]

NAMES = {
    "我叫罗建国": "罗建国", "我叫尕藏·扎西": "尕藏·扎西", "我叫卓玛，住在红原": "卓玛", "姓名：王秀英": "王秀英", "我是王秀英 13800138000": "王秀英",
    "我的名字叫泽仁旺姆": "泽仁旺姆", "叫我老张就行": None, "我是云南的": None, "我是单亲妈妈": None, "我叫什么": None, "我爸叫李大山": "李大山",
    "杨光明 13800138000": "杨光明", "我是高中生": None,
}  # fmt: skip

NEEDS = {
    "没吃的": ["food"], "家里断粮了": ["food"], "饭都吃不起": ["food"], "三天没买过菜": ["food"], "没地方住": ["shelter"], "睡大街": ["shelter"],
    "押金交不起": ["treatment"], "没钱看病": ["treatment"], "医院催交费": ["treatment"], "没得钱做手术": ["treatment"], "回不去": ["travel_home"],
    "没路费": ["travel_home"], "没吃没住": ["food"], "吃得饱": [], "有地方住": [],
}  # fmt: skip
SAFETY = {
    "安全": "safe", "现在安全": "safe", "人没事": "safe", "不安全": "unsafe", "有危险": "unsafe", "没吃的": "no_food_or_shelter",
    "没得地方住": "no_food_or_shelter", "没得危险": "safe",
}  # fmt: skip
VULNERABLE = {
    "有老人": ["elder"], "两个娃": ["child"], "怀孕六个月": ["pregnant"], "二级残疾": ["disabled"], "癌症晚期": ["seriously_ill"], "七十多岁": ["elder"],
    "八岁": ["child"], "三十八岁": [], "没有老人": [], "没得残疾": [],
}  # fmt: skip
PLACES = {
    "市医院": "市医院", "马尔康市人民医院": "马尔康市人民医院", "在大坪村": "大坪村", "住在县中医院": "县中医院", "火车站": "火车站",
    "我在医院": None, "全村人": None, "去医院了": None,
}  # fmt: skip
CASE_NUMBERS = {"福-V2FET-H4TTM": True, "福-v2fet-h4ttm": True, "编号 福-V2FET-H4TTN": False, "福-7K3M-92QX": False}
