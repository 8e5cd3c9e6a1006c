import { describe, expect, it } from "vitest";
import { budgetWords, deliveriesLine, fate, pieces } from "../simulator/words";
import type { Bubble, Delivery } from "../simulator/types";

describe("a text as WeChat shows it", () => {
  it("knows links and nothing else", () => {
    expect(pieces('请看<a href="https://a.example/p?x=1">网页</a>，<b>好</b>')).toEqual([
      { text: "请看" },
      { text: "网页", href: "https://a.example/p?x=1" },
      { text: "，<b>好</b>" },
    ]);
  });

  it("finds bare addresses up to the Chinese full stop", () => {
    expect(pieces("打开 https://a.example/p。谢谢")).toEqual([
      { text: "打开 " },
      { text: "https://a.example/p", href: "https://a.example/p" },
      { text: "。谢谢" },
    ]);
  });

  it("never makes a link of a script", () => {
    expect(pieces('<a href="javascript:alert(1)">点我</a>')).toEqual([{ text: "点我" }]);
  });

  it("lets a menu item in a text be tapped", () => {
    const link = '<a href="weixin://bizmsgmenu?msgmenucontent=%E5%90%8C%E6%84%8F&msgmenuid=1">1 同意</a>';
    expect(pieces(link)).toEqual([{ text: "1 同意", item: "1" }]);
  });
});

describe("what stands below a message", () => {
  const answer: Bubble = { id: "1", from: "account", kind: "text", text: "", at: "", seconds: 0.42, route: "passive", copy: 2 };

  it("says time, route and copy", () => {
    expect(fate(answer)).toBe("0.4 秒 · 被动回复 · 第 2 次");
    expect(fate({ ...answer, seconds: 12.4, route: "custom", copy: null })).toBe("12 秒 · 客服消息");
    expect(fate({ ...answer, seconds: null, route: null, copy: null })).toBe("");
  });

  it("lists three deliveries and counts fifty", () => {
    const one = (copy: number, state: Delivery["state"]): Delivery => ({ copy, state, seconds: 0.3 });
    expect(deliveriesLine([one(1, "cut"), one(2, "answered")])).toBe("第 1 次 平台断开 0.3 秒；第 2 次 带回回答 0.3 秒");
    // how long an open one has waited is seen in the bar
    expect(deliveriesLine([one(1, "open")])).toBe("第 1 次 等回答");
    const many = [...Array(49)].map((_, index) => one(index + 1, "success"));
    expect(deliveriesLine([...many, one(50, "answered")])).toBe("共 50 次：success 49，带回回答 1");
  });

  it("says the budget, or that the window is closed", () => {
    const now = Date.parse("2026-11-24T04:00:00Z");
    expect(budgetWords({ left: 4, of: 5, until: "2026-11-26T04:00:00Z" }, now)).toBe("剩 4/5 · 到 11/26 12:00:00");
    expect(budgetWords({ left: 4, of: 5, until: "2026-11-24T03:00:00Z" }, now)).toBe("已关");
    expect(budgetWords({ left: 0, of: 3, until: null }, now)).toBe("已关");
  });
});
