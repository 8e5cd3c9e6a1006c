/** How far WeChat still lets us reach a resident, in words. */

import type { Message } from "../protocol/messages";
import { clockTime, dayAndTime } from "../protocol/words";
import type { Attachment, ChannelBudget, SendWindow } from "./types";

export const NEXT_TIME = "对方下次来消息时送到";

const dayOf = (at: number | string) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "short" }).format(new Date(at));
const until = (iso: string, now: number) => (dayOf(iso) === dayOf(now) ? clockTime(iso) : dayAndTime(iso));

/** How many may be sent at this moment: a window that has run out counts for nothing. */
export function sendsLeft(window: SendWindow, now: number): number {
  return window.until !== null && Date.parse(window.until) > now ? window.left : 0;
}

/** The line beside the send button: whether, how many and how long; `empty` in red. */
export function budgetLine(budget: ChannelBudget, now: number): { text: string; empty: boolean } {
  const left = sendsLeft(budget, now);
  if (!budget.reachable && budget.reason !== "window_closed") return { text: budget.reason_text || "现在发不到对方微信", empty: true };
  if (left === 0 || !budget.reachable) return { text: `剩余 0 条 · ${NEXT_TIME}`, empty: true };
  return { text: `剩余 ${left} 条 · 截止 ${until(budget.until!, now)}`, empty: false };
}

/** The same in a row of the queue, short. */
export function windowMark(window: SendWindow, now: number): { text: string; empty: boolean } {
  const left = sendsLeft(window, now);
  return left ? { text: `可发 ${left} 条 · 到 ${until(window.until!, now)}`, empty: false } : { text: "窗口已关", empty: true };
}

/** Said on WeChat and not there yet; what was delivered since is known from the newest position. */
export function isUndelivered(message: Message, budget: ChannelBudget | null): boolean {
  return message.delivered === false && !(budget && message.seq <= budget.delivered_seq);
}

const KINDS: Record<string, string> = { image: "照片", pdf: "PDF", voice: "语音", video: "视频" };
export const attachmentKind = (kind: string): string => KINDS[kind] ?? "文件";

export function sizeWords(bytes: Attachment["size"]): string {
  if (bytes <= 0) return "";
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
