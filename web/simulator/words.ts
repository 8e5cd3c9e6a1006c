/** How WeChat shows a text, and how the page says times and routes. */

import type { Bubble, Budget, Delivery } from "./types";

export interface Piece {
  text: string;
  /** An address to open, or an item of a menu in words (`weixin://bizmsgmenu`). */
  href?: string;
  item?: string;
}

const ANCHOR = /<a\s+([^>]*)>([\s\S]*?)<\/a>/gi;
const ADDRESS = /https?:\/\/[^\s<>"'，。；：！？、（）《》“”]+/g;

/** WeChat knows one tag, `<a href>`; everything else is shown as it was written. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ANCHOR)) {
    found.push(...bare(text.slice(from, match.index)), anchor(match[1] ?? "", match[2] ?? ""));
    from = match.index + match[0].length;
  }
  return [...found, ...bare(text.slice(from))].filter((piece) => piece.text !== "");
}

function bare(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    found.push({ text: text.slice(from, match.index) }, { text: match[0], href: match[0] });
    from = match.index + match[0].length;
  }
  return [...found, { text: text.slice(from) }];
}

function anchor(attributes: string, text: string): Piece {
  const href = /href\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1] ?? "";
  const menu = /^weixin:\/\/bizmsgmenu\?/i.test(href) ? new URLSearchParams(href.split("?")[1]).get("msgmenuid") : null;
  if (menu !== null) return { text, item: menu };
  return /^https?:\/\//i.test(href) ? { text, href } : { text };
}

const ROUTES = { passive: "被动回复", custom: "客服消息", notice: "通知" };
const DELIVERIES: Record<Delivery["state"], string> = { open: "等回答", answered: "带回回答", success: "success", cut: "平台断开", hung_up: "没有回答", refused: "出错" };

export const seconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} 秒`;

/** 0.4 秒 · 被动回复 · 第 2 次 */
export function fate(bubble: Bubble): string {
  const parts = [
    typeof bubble.seconds === "number" ? seconds(bubble.seconds) : "",
    bubble.route ? ROUTES[bubble.route] : "",
    bubble.copy ? `第 ${bubble.copy} 次` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** ① 断开 5.0 秒  ② 带回回答 0.3 秒; many copies are counted */
export function deliveriesLine(deliveries: Delivery[]): string {
  if (deliveries.length > 3) {
    const counts = new Map<string, number>();
    for (const one of deliveries) counts.set(one.state, (counts.get(one.state) ?? 0) + 1);
    return `共 ${deliveries.length} 次：${[...counts].map(([state, count]) => `${DELIVERIES[state as Delivery["state"]]} ${count}`).join("，")}`;
  }
  return deliveries.map((one) => `第 ${one.copy} 次 ${DELIVERIES[one.state]}${one.state === "open" ? "" : ` ${seconds(one.seconds)}`}`).join("；");
}

const parts = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...options }).format(at);

export const moment = (at: number): string =>
  `${parts(at, { month: "numeric", day: "numeric" })} ${parts(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" })}`;

/** 5 条里还剩 4 条 · 到 11/26 12:00:00 */
export function budgetWords(budget: Budget, now: number): string {
  const open = budget.until !== null && Date.parse(budget.until) > now;
  return open ? `剩 ${budget.left}/${budget.of} · 到 ${moment(Date.parse(budget.until!))}` : "已关";
}
