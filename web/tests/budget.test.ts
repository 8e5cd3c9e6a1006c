import { describe, expect, it } from "vitest";
import type { Message } from "../protocol/messages";
import { budgetLine, isUndelivered, sizeWords, windowMark } from "../staff/budget";
import type { ChannelBudget } from "../staff/types";

const NOW = Date.parse("2026-11-24T04:00:00Z");
const open: ChannelBudget = {
  left: 4, until: "2026-11-24T07:30:00Z", reachable: true, reason: null, reason_text: "", undelivered: 0, delivered_seq: 7, quiet: false,
};
const said = (seq: number, delivered: boolean | null): Message =>
  ({ id: String(seq), seq, at: "", from: "staff", text: "", quick_replies: [], delivered }) as Message;

describe("the WeChat budget", () => {
  it("says how many and how long, with the day when it is not today", () => {
    expect(budgetLine(open, NOW)).toEqual({ text: "剩余 4 条 · 截止 15:30", empty: false });
    expect(budgetLine({ ...open, until: "2026-11-26T01:05:00Z" }, NOW).text).toBe("剩余 4 条 · 截止 11月26日周四 09:05");
  });

  it("goes by the Chinese day, wherever the browser stands", () => {
    // 15:59 UTC is still today in China, 16:30 UTC is tomorrow
    expect(budgetLine({ ...open, until: "2026-11-24T15:59:00Z" }, NOW).text).toBe("剩余 4 条 · 截止 23:59");
    expect(budgetLine({ ...open, until: "2026-11-24T16:30:00Z" }, NOW).text).toContain("11月25日");
  });

  it("is empty when nothing is left, or the time has run out while the page was open", () => {
    expect(budgetLine({ ...open, left: 0 }, NOW)).toEqual({ text: "剩余 0 条 · 对方下次来消息时送到", empty: true });
    expect(budgetLine(open, NOW + 4 * 3_600_000).empty).toBe(true);
    expect(budgetLine({ ...open, left: 0, until: null }, NOW).empty).toBe(true);
  });

  it("says why somebody cannot be reached, before any number", () => {
    const gone = { ...open, reachable: false, reason: "unfollowed", reason_text: "对方已取消关注" };
    expect(budgetLine(gone, NOW)).toEqual({ text: "对方已取消关注", empty: true });
    expect(budgetLine({ ...open, reachable: false, reason: "window_closed", reason_text: "微信的……" }, NOW).text).toContain("剩余 0 条");
  });

  it("marks a row of the queue in few words", () => {
    expect(windowMark({ left: 2, until: "2026-11-24T05:00:00Z" }, NOW).text).toBe("可发 2 条 · 到 13:00");
    expect(windowMark({ left: 0, until: null }, NOW)).toEqual({ text: "窗口已关", empty: true });
  });
});

describe("delivery", () => {
  it("follows the newest position, not what was true when the message was fetched", () => {
    expect(isUndelivered(said(8, false), open)).toBe(true);
    expect(isUndelivered(said(7, false), open)).toBe(false);
    expect(isUndelivered(said(9, null), open)).toBe(false);
    expect(isUndelivered(said(9, true), null)).toBe(false);
  });

  it("says sizes as people do", () => {
    expect([0, 300, 20_480, 2_621_440].map(sizeWords)).toEqual(["", "1 KB", "20 KB", "2.5 MB"]);
  });
});
