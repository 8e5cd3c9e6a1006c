"""Sentences in which it matters whose a fact is and whether there is one; `test_ownership` reads them.

One a line, `words | facts` in the order they stand: A sum, H disability, P paper, G programme, X cause; then whose (`-` untold),
and `!` where it is denied.
"""

OWNED = """
我没得残疾证 | P self!
我有残疾证 | P self
残疾证没得 | P -!
残疾证我没有办 | P -!
我妈没办残疾证 | P parent!
我老公残疾证还没办下来 | P spouse!
老汉儿莫得身份证 | P parent!
户口本在，身份证没得 | P -;P -!
没有户口本和身份证 | P -!;P -!
身份证户口本都没有 | P -!;P -!
没得病历也没得发票 | P -!;P -!
身份证没带 | P -
身份证没丢 | P -
户口本没烧 | P -
身份证烧了 | P -
有没有残疾证都可以不 | P -
不晓得要不要户口本 | P -
是不是要身份证 | P -
不是没得残疾证，是过期了 | P -
没钱办残疾证 | P -
死亡证明医院没开 | P -
医院没给我开诊断证明 | P self!
我从来没有领过残疾证 | P self!
残疾证在办，还没拿到 | P -
残疾证评不上 | P -!
娃儿的户口本没得 | P child!
残疾证是我妈的 | P parent
我没吃低保 | G self!
没吃低保 | G -!
没得低保 | G -!
莫得低保 | G -!
不是低保是特困 | G -!;G -
不是低保户 | G -!
不属于特困 | G -!
我们家不是低保户 | G -!
我妈吃低保 | G parent
我妈在吃低保，我没吃 | G parent
我婆婆吃五保，我没得低保 | G in_law;G self!
低保没评上 | G -!
低保没批下来 | G -!
低保没给我们办 | G -!
低保办不下来 | G -!
评不上低保 | G -!
低保去年取消了 | G -!
低保停了三个月 | G -!
低保退了 | G -!
低保、五保都没有 | G -!;G -!
既没低保也没特困 | G -!;G -!
没享受过任何低保 | G -!
从没领过临时救助 | G -!
临时救助没得到 | G -
没想到低保这么少 | G -
低保没问题嘛 | G -
低保钱没有涨 | G -
低保够不够吃 | G -
能不能吃低保 | G -
不晓得低保咋办 | G -
不止低保，还有高龄补贴 | G -;G -
有没有低保 | G -
有低保没有 | G -
想吃低保 | G -
没办法才申请低保 | G -
没人管低保 | G -
为啥不给我低保 | G self!
不是没有低保，是不够 | G -
低保没有，残疾证有 | G -!;P -
没得低保，残疾证有 | G -!;P -
我老汉肢体二级 | H parent
我妈七十二，精神二级 | H parent
娃儿智力三级，没办残疾证 | H child;P child!
哥哥视力二级，嫂子精神三级 | H sibling;H in_law
我聋哑人，老公肢体三级 | H self;H spouse
有个弟弟，精神病，他没得残疾证 | H sibling;P sibling!
精神二级的是我妈 | H parent
我和老伴都是肢体三级 | H -
我六十二，老伴六十，一个月就两百块养老金 | A -
我老伴一个月两百块养老金 | A spouse
老公在外头打工，一个月三千 | A spouse
我一个月一千五，老公两千八 | A self;A spouse
娃儿读大学，学费六千 | A -
爸爸一天一百五，妈妈洗碗一个月两千 | A parent;A parent
老板欠我三千块 | A self
老板给了两千就不管了 | A -
我们一家一个月总共两千 | A -
全家一年收入八千 | A -
我妈养老金一百三，我打工两千五 | A parent;A self
舅子借了我三万 | A self
老公跑了，我一个月一千八养两个娃 | A self
一个月两百是老伴的养老金 | A spouse
我女儿每月给我们五百 | A -
他一个月三千 | A -
我男人在矿上，他一个月四千 | A spouse
不是三千是两千 | A -!;A -
我没拿到两千块 | A self!
老公没给三千 | A spouse!
没花两万，花了三万 | A -;A -
我摔断了腿，老公失业了 | X self;X spouse
我老公出车祸了 | X spouse
我妈脑溢血，住院 | X parent
出车祸的是我老公 | X spouse
我爸前天去世了，欠了三万块 | X parent;A -
我妈查出肺癌，我辞工照顾，我没收入了 | X parent
老公去年走了，我一个人带娃，低保没吃到 | X spouse;G -!
我和老婆都失业了 | X -
房子着火了 | X -
我们房子着火了 | X -
娃儿遭车撞了，他爸没得钱 | X child
幺儿在工地摔了，老板给了五千 | X child;A -
我哥肝癌，低保没得，残疾证也没得 | X sibling;G sibling!;P sibling!
我男人没了工作，我有残疾证 | X spouse;P self
俺爹肢体二级，俺没低保 | H parent;G self!
老子没得低保 | G self!
人家有低保我没得 | G -
别个都吃低保 | G -
村长说我不够低保 | G self!
我没办身份证，我娃没上户口，户口本没得 | P self!;P -!
我爷爷八十了吃五保一个月六百 | G grandparent;A grandparent
老伴68，儿子二级残疾没工作，孙女读初中 | H child;X child
老伴六十八有高血压，儿子肢体二级，儿媳打零工一天一百 | H child;A in_law
儿子在广东打工一年拿回来两万 | A child
女儿在成都上班，每个月给我寄八百 | A self
我妈养老金一百二，我爸低保三百六 | A parent;G parent;A parent
爸爸种地一年三千，妈妈卖菜一年五千 | A parent;A parent
老公当保安一个月两千四，我洗碗一个月一千八 | A spouse;A self
大儿子智力一级，小儿子好好的，我腰杆不好 | H child
老婆精神二级，有残疾证，一个月护理补贴一百 | H spouse;P spouse;A spouse;G spouse
我哥视力一级，吃五保 | H sibling;G sibling
婆婆吃低保，一个月三百二 | G in_law;A in_law
我七十，老伴七十二，她有退休金一个月两千一 | A spouse
我五十五，尿毒症，老公五十八在工地一天两百 | X self;A spouse
儿子二十八，肢体三级，在家，儿媳在超市一个月一千九 | H child;A in_law
公公肢体一级瘫在床上，婆婆养老金一百一 | H in_law;A in_law
弟弟三十，精神三级，办了残疾证，没得低保 | H sibling;P sibling;G sibling!
爷爷八十三，高龄补贴一个月五十 | G grandparent;A grandparent
我家四口，老公一个月三千，我没工作 | A spouse;X self
娃儿脑瘫，智力二级，护理补贴没办 | H child;G child!
女儿聋哑，儿子正常 | H child
父亲听力二级，母亲视力三级 | H parent;H parent
我老公的残疾证是二级 | H spouse;P spouse
二级残疾的儿子没工作，老公在外面一个月三千五 | H child;X child;A spouse
精神残疾的是我弟，一个月药费三百 | H sibling;A -
我低保四百，娃儿孤儿补助九百 | G self;A self;G child;A child
老伴低保停了，我还有两百养老金 | G spouse!;A self
大女儿一个月三千，小女儿读大学，一年学费五千 | A child;A -
我打工一天一百二，老公瘫了，肢体一级 | A self;H spouse
丈母娘七十八，养老金一个月一百三，没得低保 | A in_law;G in_law!
舅舅五保，一个月七百 | G other;A other
外婆肢体四级，残疾证丢了 | H grandparent;P grandparent
孙子智力二级，他妈跑了 | H grandchild
我儿子他媳妇精神二级 | H in_law
两个娃都没上户口，我没得身份证 | P self!
我爸坐过牢，我妈精神二级，我读高三 | H parent
老公前年矽肺走了，我一个月两千 | X spouse;A self
我和老伴养老金加起来两百六 | A -
全家低保一个月一千一 | G -;A -
我们老两口都吃低保 | G -
老汉儿打零工，一天八十，老妈种地 | A parent
哥哥当保安，一个月一千八，嫂子没工作 | A sibling;X in_law
"""
