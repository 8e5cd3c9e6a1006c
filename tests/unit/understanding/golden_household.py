"""Households told in one breath, and who is in them; `test_household` reads them.

One a line, `words | members`, parted by `;`, in the order they stand. A member is a relation, then what was told of it: years,
`xN` for so many alike, an occupation, `H` with kind and level for a disability, `ill` or `well`, `!` and an exclusion.
Said on Monday 2026-11-23.
"""

HOUSEHOLDS = """
老伴68，儿子二级残疾没工作，孙女读初中 | spouse 68;child unemployed H2;grandchild student
老伴68 儿子二级残疾没工作 孙女读初中 | spouse 68;child unemployed H2;grandchild student
老伴68儿子二级残疾没工作孙女读初中 | spouse 68;child unemployed H2;grandchild student
老伴六十八，儿子肢体二级，没得工作，孙女在读初二 | spouse 68;child unemployed Hphysical2;grandchild student
我六十二，老伴六十，一个月就两百块养老金 | self 62;spouse 60
儿子在广东打工一年拿回来两万 | child employed
我72，种地，老婆70，精神二级 | self 72 farming;spouse 70 Hmental2
我和老伴都六十多了，种点包谷 | self 60 farming;spouse 60 farming
我跟我老公都在浙江打工，两个娃在屋头读小学 | self employed;spouse employed;child x2 student
两个娃，大的读高中，小的才五岁 | child student;child 5
两个娃娃 | child x2
三个女儿都嫁了，就剩我和老伴 | self;spouse
我一个人，七十三了，做不动活了 | self 73 unable
我70种地，老伴68种庄稼 | self 70 farming;spouse 68 farming
我今年66种点包谷，老伴63种苞谷 | self 66 farming;spouse 63 farming
两个娃读书 就靠我打零工 | child x2 student;self casual
就我跟我妈两个人，我妈八十四，瘫在床上 | self;parent 84 unable
我妈八十四岁瘫痪在床，我四十六没结婚，在家照顾她 | parent 84 unable;self 46 unemployed
我爸去年走了，我妈六十五，有尿毒症 | parent 65 ill
老公前年去世了，我带两个娃，大的十二，小的八岁，都在读书 | self;child 12 student;child 8 student
老婆跟我离婚了，儿子跟我，十四岁，读初一 | self;child 14 student
儿子坐牢去了，儿媳妇跑了，孙子才六岁，读一年级 | child !prison;in_law;grandchild 6 student
大儿子在监狱服刑，小儿子做小工 | child !prison;child casual
儿子在戒毒所强制戒毒，还有两年才出来 | child !compulsory_rehab
弟弟失踪七年了，法院都宣告了 | sibling !missing
我哥出家当喇嘛五年了 | sibling !religious_over_3y
妹妹去年才出家 | sibling
儿子刚从监狱放出来，没得工作 | child unemployed !none
老汉儿七十八，聋子，老妈七十五，身体不好 | parent 78 Hhearing;parent 75
爷爷八十五，奶奶八十三，爸爸残疾，妈妈在家种地 | grandparent 85;grandparent 83;parent H;parent farming
爸妈都七十多了，干不动活 | parent x2 70 unable
父母一个七十一，一个六十八 | parent 71;parent 68
公公七十，婆婆六十八，老公打零工，我在屋头带娃 | in_law 70;in_law 68;spouse casual;self unemployed;child
婆婆80岁，老公肢体三级残疾，我没工作，女儿读大二，儿子读高三 | in_law 80;spouse Hphysical3;self unemployed;child student;child student
我女儿在县城超市上班，女婿跑货车 | child employed;in_law employed
男人在工地当保安 | spouse employed
爱人是退休工人，今年六十三 | spouse 63 retired
老伴退休了，我还在打零工 | spouse retired;self casual
幺儿十九，在成都读大专 | child 19 student
幺妹儿二十二，智力三级，没上班 | sibling 22 Hintellectual3 unemployed
三个人，我，老婆，一个儿子，儿子十六岁读职高 | self;spouse;child 16 student
我今年四十五，以前在厂里上班，现在没工作 | self 45 unemployed
老公原来开车，出了车祸后做不了活了 | spouse unable
孙子孙女都在读小学 | grandchild student;grandchild student
孙女12岁，孙子9岁，他们爸爸在外头打工 | grandchild 12;grandchild 9;child employed
孙娃子四岁，上幼儿园 | grandchild 4 student
娃儿才八个月大 | child 0
娃儿半岁 | child 0
儿子08年的，读高三 | child 18 student
女儿2015年生的 | child 11
老娘快九十了 | parent 89
七十岁的老娘，还有个读初三的女儿 | parent 70;child student
一个瘫痪的老公，两个读书的娃，我六十平的房子 | spouse unable;child x2 student
家里有九十岁的奶奶、残疾的爸爸，妹妹读高一 | grandparent 90;parent H;sibling student
精神残疾二级的是我弟弟，没结婚，三十八岁 | sibling 38 Hmental2
我和我弟两个，我五十三，他五十，他智障 | self 53;sibling 50 Hintellectual
老两口，我七十一，老伴六十九，娃儿都分家出去了 | self 71;spouse 69
我们两口子种地，一个娃读初中 | self farming;spouse farming;child student
媳妇四十二，乳腺癌，在化疗 | spouse 42 ill
老公没病，身体好得很，在砖厂上班 | spouse employed well
儿子没得残疾，就是懒，不上班 | child unemployed
娃儿没读书了，十七岁，在屋头耍 | child 17 unemployed
女儿辍学在家 | child unemployed
父亲六十六务农，母亲六十四务农，本人三十五待业 | parent 66 farming;parent 64 farming;self 35 unemployed
户主：我，58岁；配偶：56岁，务农；儿子：30岁，视力一级 | self 58;spouse 56 farming;child 30 Hvisual1
丈夫，四十九，尘肺病，干不了活 | spouse 49 unable ill
岳母跟我们住，七十七，眼睛看不见 | in_law 77
我老公五十，两个儿子，十八岁和十五岁，都在读书 | spouse 50;child 18 student;child 15 student
两个女儿一个读大学一个读高中 | child student;child student
儿子儿媳都在外面打工，两个孙子我带 | child employed;in_law employed;self;grandchild x2
老表来帮我问，邻居也说可以办 |
我家四口人，一年收入两万 |
没得老婆，没得娃儿，就我一个人 | self
我老伴住院花了三万 | spouse
俩娃都小，一个三岁一个一岁多 | child 3;child 1
老大打工，老二读初中，老三才四岁 | child employed;child student;child 4
我爸腿断了做不得活，妈妈帮人洗碗 | parent unable;parent casual
弟媳妇跑了，侄儿侄女跟我，一个十岁一个七岁 | in_law;other 10;other 7;self
外孙女跟我们老两口住，上三年级 | grandchild student;self;spouse
爷爷奶奶把我带大，爷爷没了，奶奶七十九 | grandparent 79
我男人四十八，去年查出肝癌，现在卧床 | spouse 48 ill unable
我43，我男的45，三个娃，老大15读初三，老二11，老三6岁 | self 43;spouse 45;child 15 student;child 11;child 6
我屋头那个五十六岁，风湿，做不得重活 | spouse 56 unable
屋头两个老的都八十了，没劳动力 | parent x2 80 unable
家里两个老人，一个82，一个79，都要人照顾 | parent 82;parent 79
我奶奶86岁，一级视力残疾 | grandparent 86 Hvisual1
大哥五保户，六十四，哑巴 | sibling 64 Hspeech
二姐嫁到浙江去了，三弟在屋头种地，精神不正常 | sibling farming
我跟弟弟相依为命，他十五，读初三，我十九，在餐馆当服务员 | self 19 employed;sibling 15 student
老伴儿今年七十六了，老年痴呆，不能自理 | spouse 76 unable
我老公瘫痪五年了，两个女儿在读大学 | spouse unable;child x2 student
大女儿在师范读大三，小女儿读高二，老婆在家种地，我在外面打零工 | child student;child student;spouse farming;self casual
妻子是二级智力残疾，女儿四级智力残疾 | spouse Hintellectual2;child Hintellectual4
我媳妇二级精神残疾，我三级肢体残疾，儿子好好的读小学五年级 | spouse Hmental2;self Hphysical3;child student
丈母娘七十四，老丈人走了八年了 | in_law 74
老汉儿坐牢，妈妈改嫁，我跟奶奶过，我十六岁 | parent !prison;self 16;grandparent
孙子他爸坐牢，他妈跑了，孙子八岁 | grandchild 8;child !prison;in_law
娃儿他爸在广东务工，娃儿两岁 | spouse employed;child 2
闺女二十五，有癫痫，没法上班 | child 25 ill
女儿二十八 先天性心脏病 一直待业 | child 28 ill unemployed
儿子三十几了还没成家，在家耍 | child 30 unemployed
我五十好几了，没文化，捡废品过日子 | self 50 casual
本人1975年出生，离异，带一个儿子，2010年生，在读职高 | self 51;child 16 student
我82，一个人过，娃儿都在外头 | self 82;child
我和老太婆，我七十五，她七十三，她有脑梗 | self 75;spouse 73 ill
我老爸 退休教师 七十八 | parent 78 retired
老妈没退休金，七十二，种点菜 | parent 72 farming
两个儿子都在外面打工，大儿子三十五，小儿子三十一 | child 35 employed;child 31 employed
女婿入赘的，四十，在工地做活，摔断过腿 | in_law 40 casual
嫂子三十九，我哥四十二，他在坐牢，侄儿九岁 | in_law 39;sibling 42 !prison;other 9
小儿子在部队当兵 | child employed
哥哥在寺庙里当和尚十多年了 | sibling !religious_over_3y
老弟当阿克一年多 | sibling !none
丈夫下落不明，快四年了 | spouse !missing
大儿强制戒毒，儿媳带着两个孙子回娘家了 | child !compulsory_rehab;in_law;grandchild x2
她今年三十二，两个孩子，一个九岁一个四岁 | child 9;child 4
老婆三十八岁，没上班，在家带两岁的小儿子 | spouse 38 unemployed;child 2
公公偏瘫，婆婆高血压，老公在外打工，我在家照顾他们 | in_law ill;in_law;spouse employed;self unemployed
弟弟今年二十，在昆明读大学，妹妹读高三，爸爸开货车，妈妈没上班 | sibling 20 student;sibling student;parent employed;parent unemployed
父亲，75岁，务农。母亲，72岁，务农。我，45岁，打工。女儿，17岁，学生。 | parent 75 farming;parent 72 farming;self 45 employed;child 17 student
爸67妈65我40儿子13 | parent 67;parent 65;self 40;child 13
老爸八十一 老妈七十九 我五十 老婆四十八 儿子二十 | parent 81;parent 79;self 50;spouse 48;child 20
三姐弟，我最大，读高二，弟弟读初一，妹妹读四年级 | self student;sibling student;sibling student
我姑娘十一岁，脑瘫，坐轮椅，没读书 | child 11 Hintellectual
儿娃子七岁，女娃子三岁 | child 7;child 3
崽崽四个月，奶粉钱都没得 | child 0
双胞胎儿子刚满三岁 | child x2 3
孙女十四岁住校读书，儿子儿媳离婚了，儿媳走了 | grandchild 14 student;child
儿子出车祸死了，儿媳改嫁，留下两个孙女，十三和九岁 | grandchild 13;grandchild 9
叔叔六十九，单身，五保，跟我们一起住 | other 69
外婆八十八，跟我妈住，我妈六十 | grandparent 88;parent 60
我残疾三级，老伴也残疾四级 | self H3;spouse H4
老公有精神病，三级证，娃娃读幼儿园大班 | spouse Hmental3;child student
男的五十二岁在煤矿上班得了尘肺，女的四十九 |
家里就我和老娘，老娘九十一，我自己也六十八了 | parent 91;self 68
妹子二十九，唐氏，智力一级，从来没上过班 | sibling 29 Hintellectual1
堂客去年跟人跑了，留个娃才三岁 | spouse;child 3
幺女今年考上大学，大女在县城当护士 | child student;child employed
媳妇怀孕六个月，我打工，一天一百二 | spouse;self employed
我老公没在了，就我带着婆婆和两个娃 | self;in_law;child x2
我们屋五个人：爸、妈、我、老婆、儿子 | parent;parent;self;spouse;child
五口人，爸爸妈妈，我两口子，一个娃 | parent x2;self;spouse;child
"""
