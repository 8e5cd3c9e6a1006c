/** Words on their way: sent one by one in order, again after a bad network, kept across a reload. */

import { ApiError } from "../protocol/http";
import { freshId, recall, remember } from "./storage";

export interface Unsent {
  id: string;
  text: string;
  payload?: string;
  state: "waiting" | "sending" | "refused" | "sent";
  problem?: string;
  /** Set once the service has stored it. */
  messageId?: string;
  /** The last message on screen when it was sent; it is shown after that one. */
  afterSeq?: number;
}

export interface Outbox {
  items: Unsent[];
  attempts: number;
}

export type Deliver = (item: Unsent) => Promise<{ message_id: string }>;

const KEEP = "unsent";

export function openOutbox(): Outbox {
  const kept = recall<Unsent[]>(KEEP, []);
  return { items: kept.map((item) => ({ ...item, state: item.state === "refused" ? "refused" : "waiting" })), attempts: 0 };
}

export function keepOutbox(outbox: Outbox): void {
  const open = outbox.items.filter((item) => item.state !== "sent");
  remember(KEEP, open.length ? open : null);
}

/** Adds words or a tap; the same id twice is one message (a double tap). */
export function enqueue(outbox: Outbox, text: string, payload?: string, id: string = freshId()): boolean {
  if (outbox.items.some((item) => item.id === id)) return false;
  outbox.items.push({ id, text, payload, state: "waiting" });
  keepOutbox(outbox);
  return true;
}

/** Takes unsent words into another conversation; a tap stays words only, as its button belonged to the old one. */
export function carryOver(outbox: Outbox): void {
  const open = outbox.items.filter((item) => item.state !== "sent");
  outbox.items = open.map((item) => ({ id: freshId(), text: item.text, state: "waiting" }));
  keepOutbox(outbox);
}

/** Milliseconds to wait before the next try: 1, 2, 4 … 30 s, or what the service asked for. */
export function nextPause(attempts: number, error: ApiError): number {
  const grown = Math.min(1000 * 2 ** Math.max(0, attempts - 1), 30_000);
  return Math.max(grown, error.retryAfter * 1000);
}

/** Sends what waits, oldest first. Ends when nothing waits, or with the error that stopped it. */
export async function drain(outbox: Outbox, deliver: Deliver, lastSeq: () => number): Promise<ApiError | null> {
  for (;;) {
    const item = outbox.items.find((one) => one.state === "waiting" || one.state === "sending");
    if (!item) return null;
    item.state = "sending";
    item.afterSeq = lastSeq();
    try {
      const answer = await deliver(item);
      item.messageId = answer.message_id;
      item.state = "sent";
      outbox.attempts = 0;
    } catch (reason) {
      const error = reason instanceof ApiError ? reason : new ApiError(0, "network", "没有发出去。");
      if (error.passing || error.status === 401) {
        item.state = "waiting";
        item.afterSeq = undefined;
        outbox.attempts += 1;
        return error;
      }
      item.state = "refused";
      item.afterSeq = undefined;
      item.problem = error.message;
    } finally {
      keepOutbox(outbox);
    }
  }
}
