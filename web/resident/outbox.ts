/** Words on their way: sent one by one in order, again after a bad network, kept across a reload. */

import { ApiError } from "../protocol/http";
import { freshId, recall, remember } from "./storage";

/** A photo that waits or is on its way; its bytes are in `blobs`. */
export interface UnsentFile {
  id: string;
  name: string;
  kind?: "image" | "pdf";
  /** How much of it the service has, 0 to 1. */
  share: number;
  attachmentId?: string;
}

export interface Unsent {
  id: string;
  text: string;
  payload?: string;
  files?: UnsentFile[];
  state: "waiting" | "sending" | "refused" | "sent";
  problem?: string;
  /** Set once the service has stored it. */
  messageId?: string;
  /** The last message on screen when it was sent; it is shown after that one. */
  afterSeq?: number;
}

/** Words and photos wait in separate ones: a cry for help must not stand behind ten pictures. */
export interface Outbox {
  name: OutboxName;
  items: Unsent[];
  attempts: number;
}

export type OutboxName = "unsent" | "unsent-photos";

export type Deliver = (item: Unsent) => Promise<{ message_id: string }>;

export function openOutbox(name: OutboxName = "unsent"): Outbox {
  const kept = recall<Unsent[]>(name, []);
  return { name, items: kept.map((item) => ({ ...item, state: item.state === "refused" ? "refused" : "waiting" })), attempts: 0 };
}

export function keepOutbox(outbox: Outbox): void {
  const open = outbox.items.filter((item) => item.state !== "sent");
  remember(outbox.name, open.length ? open : null);
}

/** Adds words or a tap; the same id twice is one message (a double tap). */
export function enqueue(outbox: Outbox, text: string, payload?: string, id: string = freshId()): boolean {
  if (outbox.items.some((item) => item.id === id)) return false;
  outbox.items.push({ id, text, payload, state: "waiting" });
  keepOutbox(outbox);
  return true;
}

/** Takes what is unsent into another conversation; a tap stays words only, as its button belonged to the old one. */
export function carryOver(outbox: Outbox): void {
  const open = outbox.items.filter((item) => item.state !== "sent");
  // what the old conversation already has of a photo is not the new one's
  const afresh = (files?: UnsentFile[]) => files?.map(({ id, name }) => ({ id, name, share: 0 }));
  outbox.items = open.map((item) => ({ id: freshId(), text: item.text, files: afresh(item.files), state: "waiting" }));
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
