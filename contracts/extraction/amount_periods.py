"""The period a sum was said for: by the day, month or year, once for a bill, debt or sum, or none that can be told."""

import re

from contracts.extraction.numerals import Number

_PEOPLE = r"[一二两三四五六七八九十几\d]{1,2}(?:个(?!月|多|半|学期|季度|礼拜|星期|小时|钟)|口|位|名|人)"
_ONCE_BEFORE = re.compile(
    r"(?:押金|欠(?:了|下|款|债|账|起|着|医院|人家|亲戚|别人|的?钱)*|借(?:了|款|的|来|起)*(?:亲戚|朋友|别人|人家"
    r"|信用社|银行|网贷)*|贷(?:了|款)*|债|花(?:了|费|去|掉|脱|出去|的)*|用(?:了|去|掉|脱)|"
    r"[^\s,。!?;生水电伙]{1,2}(?<!生活)费(?:用)?(?:是|要|总共|一共|就)*|医(?:药|疗)费|住院费|手术费|药费|检查费|学费"
    r"|住宿费|生活费要|费用(?:是|要|总共|一共)?|赊(?:了|起|着|的)*|现[金钱](?:就|只|还|总共|才|有|剩)*|自己[^,。\d]{0,3}(?:出|掏|付|拿|承担|贴)了?|自(?:费|付|己出|己付"
    r"|己掏)(?:了|的)*|报(?:(?:销|账)?(?:了|完|掉|下来|到)+|销)|贴(?:了|进去)+|[批投出垮折](?:了|进去|下来)+|投(?:的|进去的)|诈骗|骗了?|第[一二三四五](?:次|回)|押一付[一三]|赔(?:了|偿)*|存(?:折|款|了|的?有)*(?:上|里)?(?:还?有|是"
    r"|就)?|"
    r"积蓄(?:有)?|卡(?:上|里|头)(?:还|就|只|剩)*(?:有|剩)?|(?:身上|银行[里卡]?头?|账户[里上]|账上|手头|手里|手上|[兜包袋][里头]头?|微信[上里]?头?"
    r"|支付宝[上里]?)"
    r"(?:(?:就|只|还|总共|才)*(?:有|剩)|就|只|才|的)?"
    r"|剩(?:下)?(?:了)?|总共|一共"
    r"|合计|(?<!公)共计?|加起来|彩礼|价(?:格|值)?|值|(?<![只才])卖(?:了|得)*|买(?:成|的?时候)?|买了(?:个|辆|台|头|部|套|些|点)?(?:二手)?[^\s,。!?;\d一二两三四五六七八九十百千万几]{0,6}|损失(?:了)?"
    r"|被(?:偷|骗|抢)了?|"
    r"拖欠(?:了|我|我们)*(?:的)?(?:工资|工钱)?(?:有|一共)?|交(?:了|起|过)?|缴(?:了)?|付(?:了)?|还差"
    r"|差(?:了)?(?!不|的(?:时候|日子|天|月))|缺(?:了)?|凑(?:了|到|够)?|筹(?:了|到|款)?|补偿|补助了|救助了|丧葬费|慰问|(?:给|拿|发|补|收|转"
    r"|打|捐|汇|退|塞|罚|亏|掉|丢|垫|攒|赢|输)(?:了|过|来|给|到)+(?:我们?|他们?|她们?|娃儿?|屋头|家里)?"
    r"|资助|赞助|准备|(?:一|每|1)(?:次|回|趟|针|副|场|个?疗程|期|台)(?:要|就|得|花|就要|也要|都要|就是)*"
    r"|(?:一|每|1)个?学期|打水漂"
    r"|(?:车|机|船)票(?:钱|要|得|就)*|份子钱|礼[钱金]|刷了|红包|余额|[骗偷抢扒](?:了|去|走|掉|光)+|(?:债|账|欠款|窟窿|药费|费用|损失|[借欠贷花交]的|存款),(?=[^,。]{0,3}$)|(?:债|账"
    r"|欠款|窟窿)(?=$|[^,。]{0,3}$)|(?:债|账)[^\s,。!?;\d一二两三四五六七八九十百千万几]{0,6}(?:有|共)|得了(?=$)|报(?=$)|(?:随|帮|接济|救济)了|(?:救助|慰问|抚恤|补偿|赔偿|奖学|助学|捐)[金款]|(?:债|账|费|欠款|窟窿"
    r"|花销|损失),?(?:有|一共|总共|大概|得|要|怕有|起码|差不多)+)"
    r"(?:一个?(?:学期|学年|季度))?" + rf"(?:{_PEOPLE}|[^\d一二三四五六七八九十百千万两几,。!?]){{0,8}}$"
)
_ONCE_AFTER = re.compile(
    r"\s?(?:块钱|块|元|钱)?(?:的)?(?:押金|债|账|外债|贷款|借款|欠款|欠账|缺口|窟窿|[^\s,。!?;生]{1,2}费|存款"
    r"|慰问金|高利贷|网贷|房贷|车贷"
    r"|救助金|抚恤金|捐款|善款|礼金|赔偿金?"
    r"|积蓄|彩礼|现金|现钱|(?:一直|都|还|也|到现在)*[没未](?:还|给|结|付|发|拿到)|不够|赔偿|定金|订金|罚款"
    r"|(?:现金|现钱)?(?:都|也|全|就|全都)?(?:[遭被给]人?)?(?:偷|抢|扒|转走|转了|刷走|划走|摸(?!不)|骗|卷(?!入)|搞丢|搞落|打水漂)"
    r"|的?(?:工钱|工资|工程款|货款|尾款|血汗钱)(?:都|也|一直|还|到现在|至今)*(?:没|未|不(?:给|发|结)|要不|拿不|讨不)"
    r"|(?:都|也|一直|还|到现在|到今天|至今)*一分[^,。]{0,2}(?:没|未|不)|(?:到现在|到今天|至今)[^,。]{0,3}[没未不]"
    r"|(?:都|也|还)*(?:交|还|付|缴|赔)不(?:起|上|清|完|了|出)|凑不(?:齐|够|起|到|出|拢)"
    r"|利息钱|费用|买[的来回]|卖[的了给]|的?(?:单子|账单|票|发票))"
)
_GOODS = r"[一二两三四五六七八九十几\d]{1,3}(?:亩|头|只|斤|分地|块地|棵|箱|窝)"
_GAP = rf"(?:{_PEOPLE}|{_GOODS}|两口子|一共|一直|一起|[两三][餐顿]|[^\d一二三四五六七八九十百千万两几,。!?;])"
_PERIOD_BEFORE = (
    ("month", re.compile(
        r"(?:每|一|1)?个?月(?:都|也|就|才|只|能|要|得|可以|大概|差不多|大约|平均|最多|顶多|能够|下来|固定|的|工资"
        r"|收入|退休金|养老金|生活费|低保|房租|租金|药费|透析|是|有|拿|领|挣|发|给|交|花|搞|找|打|吃药|赚"
        r"|到手|进账)*" + _GAP + r"{0,13}$"
    )),
    ("day", re.compile(
        r"(?:每|一|1)(?:天|日)(?:就|才|只|能|要|大概|差不多|工资|工钱|最多|顶多|给|挣|有|是|得|找|赚|百把"
        r"|的)*" + _GAP + r"{0,9}$|(?<!\d)(?:日(?:工资|薪|结|均)|天天(?:都|要|得|光|就|也)*[吃用花挣付交]"
        r"|(?:一个|每个|一)工(?!厂|地|资|友|程|作|钱|伤"
        r"|业))[^\d,。]{0,6}$"
    )),
    ("year", re.compile(
        r"(?:每|一|1|全|整)年(?!级)(?:都|也|就|才|只|能|要|到头|下来|大概|差不多|总共|一共|收入|纯|毛|光|的|有|是|挣|卖"
        r"|吃药|种地|得|找|搞)*" + _GAP + r"{0,13}$|年(?:收入|薪|底分红|均|纯收入|总收入"
        r"|租金?|租)[^\d一二三四五六七八九十百千万两几,。]{0,8}$|一年到头[^\d,。]{0,10}$"
    )),
)  # fmt: skip
# The clause before is nothing but the period: 一个月嘛，就两千出头; 按天算，一百三.
_BETWEEN = (
    r"(?:的话|下来|算下来|平均|嘛|呢|啊|哈|吧|都|哦)*[,\s]\s?"
    r"(?:也|就|只|才|大概|差不多|最多|顶多|剩|有|能|挣|得|到手|拿|个)*$"
)
_NO_OTHER = r"(?<![\d二两三四五六七八九十百千万几多块元钱上这下半有])"
_PERIOD_CLAUSE = (
    ("month", re.compile(_NO_OTHER + r"(?:[一每]个?月|月月|月结|按月(?:算|拿|结|给)?)" + _BETWEEN)),
    ("day", re.compile(_NO_OTHER + r"(?:[一每]天|日结|按天(?:算|拿|结|给)?|点工)" + _BETWEEN)),
    ("year", re.compile(_NO_OTHER + r"(?:[一每]年|一年到头|按年(?:算|拿|结|给)?)" + _BETWEEN)),
)
_MONTH_PAY = re.compile(
    r"(?<![\d二两三四五六七八九十几上这本下当]个)(?<![\d二三四五六七八九十上这本下当])(?:月(?:工资|薪|收入"
    r"|入|租|供|均|钱|补贴|补助"
    r"|津贴|退休金|养老金|工钱|支出|开支|开销|花销|还款?|缴|交|付|领|挣|到手)|按月|包月|每月|月月|每月每人"
    r"|房租一月|(?<![^\s,。:;])月(?=$))[^\d一二三四五六七八九十百千万两几,。]{0,6}$"
)
_PERIOD_AFTER = (
    ("month", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|的样子|差不多|不到|以上|以内|出头|挂零|开外"
        r"|打底)?(?:吧|嘛|的样子)?\s?的?[/每一1][/人每一1个的]{0,5}月(?!\d|份|底|初|前|后|[一二三四五六七八九十]+[号日])"
    )),
    ("day", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|的样子|不到|以上|出头|挂零|打底)?(?:吧|嘛"
        r"|的样子)?\s?(?:(?:/|每|一|1)(?:个)?(?:天|日|工天"
        r"|工(?![厂地资友程作钱伤业]))(?!前|后|[一二三四五六日]))"
    )),
    ("year", re.compile(
        r"\s?(?:多)?(?:块钱|块|元|钱)?(?:多)?\s?(?:左右|上下|的样子|不到|以上|出头|挂零|打底)?(?:吧|嘛"
        r"|的样子)?\s?(?:/|每|一|1|全|一整)(?:个)?年(?!前|后|级"
        r"|多前)"
    )),
)  # fmt: skip
# Pay that everybody reckons by the month, unless it is said for some months together; and what is paid but once.
_WAGE = re.compile(
    r"(?:底薪|工资|薪水|工薪|养老金|养老保险|养老钱|退休金|退休工资|退休费|低保(?:金|钱|费)?|月收入|(?<!欠)[房车]贷"
    r"|按揭)" + _GAP + r"{0,8}$"
)
_WAGE_AFTER = re.compile(r"的?(?:工资|养老金|退休金|退休工资|低保金?)(?!没|拖|欠|不)")
_MONTHS_TOGETHER = re.compile(
    r"(?:[两二三四五六七八九十几\d半]个?(?:多)?(?:月|年)|[上下]半年|全部|总共|一共)(?:的|拖欠的?)?$"
)
_ONE_OFF = re.compile(
    r"(?:手术|开刀|住院|化疗|透析|检查|抢救|后事|丧事|埋人|火化|棺材|安葬|彩礼|换个?|装|植皮|移植|修[车理]?的?|重拉|料钱|材料|修房|盖房|建房|装修"
    r"|重修|重建|翻修|维修|修缮|罚|债"
    r"|账单|救命|治病|本金|利滚利|垫|亏"
    r"|看病|医院|医生|缺口|欠|差(?!不|的时候)|拖(?:着|起|了)|挪了?|应得|借"
    r"|贷)(?:[二两三四五六七八九十几半\d]{1,2}个?多?(?:月|年|天|学期)"
    r"|[^\d一二三四五六七八九十百千万两几,。!?;]){0,10}$"
)
# A further part of the bill or debt that was just told: 先交一万，后头还要三四万.
_GOES_ON = re.compile(
    r"[,。;\s](?:后头|后面|后续|后期|接下来|往后|另外|再|又|剩下|其中|现在|目前|自己|我们?)?(?:还(?:要|有|差|剩|得|欠)|又|再|剩下|其中"
    r"|借了?|另外)[^,。!?;]{0,10}$"
)
_STILL_OWED = re.compile(r"还?[有欠剩差]|一共|总共")
# The clause before told of a bill, debt or loss, and this is how much: 老板欠我工钱，一万二.
_THAT_MUCH = re.compile(
    r"(?:押金|(?<![生房])(?<!生活)(?<!抚养)(?<!伙食)费|债|账|贷|借|欠|赔|赊|骗|偷|抢|丢|彩礼|罚|存款|积蓄|报销|花|缺口|手术|卖)[^,。!?;\d]{0,8},"
    r"\s?(?:总共|一共|差不多|大概|大约|可能|怕|有|是|要|得|共|起码|至少|不到|将近|快|就|还|也|都)*$"
)
# Unpaid wages reckoned up: 两年没发工资，算下来六万八.
_UNPAID = re.compile(
    r"[没未不](?:发|给|结|付|开)(?:过|清|到)?(?:我们?)?(?:工资|工钱|薪水|工程款|钱)[^。!?;]{0,14}(?:算(?:下|起|拢)来|[,\s])"
    r"(?:怕?有|是|得|差不多|大概|估计|总共|一共)*$"
)
# What is left of a sum after costs is of the same time: 一个月流水六千，除了车租剩三千.
_NET = re.compile(
    r"(?:块钱|块|元)?[,\s]?(?:但是?|不过)?(?:除(?:了|开|去|掉|脱)|扣(?:了|除|掉|脱|完)?|刨(?:开|了|去|掉)?|抛开)[^。!?;\d]{1,9}?"
    r"(?:剩|落|到手|净|纯|能拿|拿|得)[^,。!?;\d一二两三四五六七八九十百千万几]{0,5}"
)
# Aid that is paid by the month, whoever it is added up for.
_AID = re.compile(
    r"(?:低保(?:金|钱|费)?|养老金|养老钱|退休金|退休工资|失业(?:保险)?金)"
    rf"(?:按|我们?|我家|他们?|她|[一二三四]档|[一二三甲乙]类|标准|老两口|两口子|全家|每人|一家|屋头|{_PEOPLE}|一共|总共|合起来|加起来|加拢|就|才"
    rf"|也|只|都|有|是"
    r"|能|领|拿|发|给|得|到|了|大概|差不多|的|娃儿?|人)*$"
)
_LENDER = re.compile(
    r"(?:块钱|块|元)?[,;\s和跟]*(?:还有?)?(?:[借欠]了?)?(?:信用社|农商行|银行|邻居|亲戚|朋友|网贷|网上|医院"
    r"|村里|村上|老板|工友"
    r"|同学|老表|[^,。;\d]{0,3}[哥姐弟妹舅叔伯姨姑爸妈家爹嫂])(?:那里|那儿|那边|家|头|里)?(?:的|又|也|还|是"
    r"|有|借了?|欠了?)*"
)
_CHANGES = re.compile(
    r"(?:块钱|块|元)?,?(?:现在|后来|今年|去年|如今|目前)?(?:涨|升|加|提|降|减|少|变)(?:了|高|低|少|成)?(?:到"
    r"|成|为|至)?了?"
    r"|(?:块钱|块|元)?[,;\s]?(?:到)?(?:现在|如今|今年|目前|后来|后头|这阵|这个月|实际)(?:都|就|只|才|也|还|有|是|得|能|拿|挣|领|发|给|了|到|剩|变成)*"
    r"|[,;\s](?:最?[多少好差孬]的?时候|最?[少多]则?|不好的?时候|有时候?|淡季|旺季|生意不好)(?:就|只|才|也|能"
    r"|有|挣|拿|得|到)*"
)
_PAY_BY = (
    "月月",
    "月工", "月薪", "月收", "月入", "月租", "月供", "月均", "月钱", "月补", "月津", "月退", "月养", "月支", "月开",
    "月花", "月还", "月缴", "月交", "月付", "月领", "月挣", "月到", "年收", "年薪", "年底", "年均", "年纯", "年总",
    "年租",
)  # fmt: skip
# 高龄津贴八十岁以上每月一百: 上 is of the age.
_ABOVE = re.compile(r"以[上下]$")
_OTHER_TIME = re.compile(
    r"(?:[\d百千万块元多]|[块元]钱|左右|[上这下本当后半]个?|(?<![外后前屋家里])头个?|(?<!挣)(?<!赚)[了才]|(?<![吃包])住|住满"
    r"|[二两三四五六七八九十几\d]个?|(?<![以之从])前|后|[二三四五六七八九十]十?)$"
)

# Before 一个月 these tell no other time: 我们两个一个月挣…, 在矿上一天挣….
_NO_TIME = re.compile(r"(?:[二两三四五六七八]个|[矿卡山街路镇县村州船车身手网头地厂班店堂]上)$")
_ITS_OWN = re.compile(r"[一每]个?月的?(?:利息|房租|租金|要还)")
# The period is of the sum that comes next: 借了一万，一个月利息五百.
_OF_NEXT = re.compile(
    r"(?:的?利息|房租|租金|要还|还|只|就|能|要|得|挣|给|交|领|拿)[^,。!?;\d]{0,3}[一二两三四五六七八九十几\d]+[百千万\d十]"
)


def has_period_after(text: str, end: int) -> bool:
    """Whether a period is said right after a number: 八百一个月."""
    return any(rule.match(text, end) for _, rule in _PERIOD_AFTER)


def has_period_before(before: str) -> bool:
    """Whether the words before a number name a period: 一个月挣…."""
    return any(rule.search(before) for _, rule in _PERIOD_BEFORE)


def is_for_once(before: str) -> bool:
    """Whether the words before a number tell of a bill, a debt or a sum."""
    return bool(_ONCE_BEFORE.search(before))


def period_of(text: str, number: Number, end: int) -> tuple[str | None, int, int]:
    """The period of a sum and the span with it; what is said right at the sum wins over what stands before."""
    before = text[max(0, number.start - 24) : number.start]
    for name, rule in _PERIOD_AFTER:
        found = rule.match(text, number.end)
        if found and not (_OF_NEXT.match(text, found.end()) and is_for_once(before)):
            return name, number.start, max(found.end(), end)
    for name, rule in (("month", _MONTH_PAY), *_PERIOD_BEFORE):
        if (found := rule.search(before)) and not _is_other_time(before, found):
            return name, number.start - len(before) + found.start(), end
    for name, rule in _PERIOD_CLAUSE:
        if rule.search(before):
            return name, number.start, end
    return _by_kind(text, before, end), number.start, end


def _by_kind(text: str, before: str, end: int) -> str | None:
    """What pay and aid are paid by, and what is paid but once, where no period was said."""
    wage = _WAGE.search(before)
    together = bool(wage and _MONTHS_TOGETHER.search(before[: wage.start()]))
    if wage and wage.group(0).startswith(("房贷", "车贷", "按揭")):
        return "once" if _STILL_OWED.search(wage.group(0)) else "month"
    if is_aid(before) and not together:
        return "month"
    if _ONCE_BEFORE.search(before) or _ONCE_AFTER.match(text, end) or _UNPAID.search(before):
        return "once"
    if wage:
        return "once" if together else "month"
    if _WAGE_AFTER.match(text, end):
        return "month"
    return "once" if _ONE_OFF.search(before) or _THAT_MUCH.search(before) else None


def is_aid(before: str) -> bool:
    """Whether the words before a number name aid that is paid by the month."""
    return bool(_AID.search(before))


def is_net(between: str) -> bool:
    """Whether a sum is what remains of the one before: 扣了社保到手…."""
    return bool(_NET.fullmatch(between))


def carried_on(between: str, last: str | None) -> str | None:
    """The period of the sum before, where this one only goes on from it: …涨到一百三, …，少的时候八百, …，还差两万."""
    if last == "once":
        return last if _GOES_ON.search(between) or _LENDER.fullmatch(between) else None
    return last if is_net(between) or _CHANGES.fullmatch(between) else None


def _is_other_time(before: str, found: re.Match[str]) -> bool:
    """Whether 月 or 年 belongs to a date (去年花了…, 三个月花了…, 上个月工资…)."""
    earlier, said = before[: found.start()], found.group(0)
    if said.startswith(("一天", "每天")) and earlier.endswith("住"):
        return False
    if (said[0] in "一每" and _ABOVE.search(earlier)) or said == "月":
        return False
    if said[0] in "一每" and (_NO_TIME.search(earlier) or _ITS_OWN.match(said)):
        return False
    if said[0] in "月年" and (not said.startswith(_PAY_BY) or earlier.endswith(("今", "去"))):
        return True
    return bool(_OTHER_TIME.search(earlier))
