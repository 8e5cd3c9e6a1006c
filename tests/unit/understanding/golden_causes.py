"""Causes: figures of speech, things long past beside what is of now, and what strangers call an accident, a bite, a fire.

One a line, `words | causes`, `<` before one that lies earlier than another; `test_causes` reads them.
"""

CAUSES = """
我们家穷死了 |
这日子过得累死了 |
一天到黑累死个人 |
愁死了，没得办法 |
娃儿吵死了 |
今天热死了 |
我妈忙死了 |
我老公烦死了 |
把我麻死了，啥子都办不成 |
腰杆痛死了 |
把我急死了，娃儿发高烧住院 | acute_illness
我老公死了 | death
我爸去年死了 | death
前天娃儿他爷爷死了 | death
我男人前年走了，昨天房子遭火烧了 | fire
老公三年前去世，上个礼拜我摔断了腿 | injury
我妈一六年走的，昨天我爸脑溢血住院 | acute_illness
零八年地震房子垮过，上个星期我从坎上摔下去了 | injury
08年地震那阵房子倒了，后头修起了，前天我摔断了手 | injury
一三年发大水，前天遭车撞了 | traffic_accident
老伴走了十几年了，这个月娃儿查出白血病 | acute_illness
小时候爸妈死了，现在我下岗了 | unemployment
我爸妈早就去世了，昨天屋头着火了 | fire
前年男人去世，今年十月涨水房子冲垮了 | disaster
那年地震我男人没了，昨天儿子骑车摔了 | traffic_accident
五年前出过车祸，上周工地上摔了 | injury
我男人前年出车祸去世了 | traffic_accident;death
前年出的车祸，现在还在住院 | traffic_accident
老公去年走了，娃儿住院 | <death;acute_illness
我爸前年去世，我没得工作 | <death;unemployment
上个月摔断了腿，昨天房子又着火 | <injury;fire
昨天房子着火，上个月我还摔断腿 | fire;<injury
我得尿毒症三年了，上个月厂里不要我了 | <acute_illness;unemployment
大前天老公去世了，今天我又摔断了腿 | <death;injury
前天着火，烧死了我爸 | fire;death
昨天出车祸，我爸没救过来 | traffic_accident;death
我爸去年去世 | death
零八年地震房子垮了 | disaster
三年前摔断了腰 | injury
丈夫去世三年了，一个人带娃 | death
去年发大水，到现在没得房子 | disaster
我跑货车的，前天在理县翻了 | traffic_accident
大货车在下坡翻了 | traffic_accident
摩托在弯道翻了 | traffic_accident
昨晚在高速上翻了 | traffic_accident
拉货路上翻到沟里头去了 | traffic_accident
司机没刹住，翻下去了 | traffic_accident
拖拉机翻了，人压到了 | traffic_accident
三轮翻车 | traffic_accident
车子翻到河里了 | traffic_accident
娃儿在床上翻了个身 |
车费翻了一倍 |
物价翻了一番 |
遭车子挨了一下 | traffic_accident
遭车子挨了 | traffic_accident
遭车子擦了 | traffic_accident
遭车擦到了腿杆 | traffic_accident
被小车刮了 | traffic_accident
昨天遭三轮车子整倒了 | traffic_accident
着车撞了 | traffic_accident
挨车子撞到 | traffic_accident
隔壁的狗把娃儿咬了 | injury
遭狗咬了 | injury
狗咬的 | injury
我妈被村里的野狗咬了一口 | injury
放牛遭牛顶了 | injury
割草遭蛇咬到脚 | injury
蜂子蜇了，脸都肿了 | injury
挖药的时候遭老熊抓了 | injury
狼咬死了五只羊 |
羊遭狼咬了 |
火已经灭了，房子没了 | fire
火刚灭 |
火都扑灭了，啥子都没剩 | fire
消防来把火扑灭了 | fire
前天的火，灭是灭了，东西烧光了 | fire
家 火 烧 没有 | fire
灶里的火灭了 |
工地不给钱 | wage_arrears
工地上干了半年不给钱 | wage_arrears
老板不给钱三个月了 | wage_arrears
包工头没给钱 | wage_arrears
干了活，厂里不结账 | wage_arrears
娃儿在工地上摔断腿，老板不给钱 | injury
我摔断了腿，老板还欠我半年工资 | injury;wage_arrears
儿子不给钱 |
政府不给钱 |
"""
