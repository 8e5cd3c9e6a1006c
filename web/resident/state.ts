/** What the page shows: messages, what is on its way, and what follows from them. */

import { computed, reactive } from "vue";
import type { Message } from "../protocol/messages";
import { openOutbox, type Outbox, type Unsent } from "./outbox";

interface Chat {
  phase: "opening" | "ready" | "failed";
  problem: string;
  /** A sentence above the conversation, e.g. after a session has run out. */
  notice: string;
  connection: "open" | "lost" | "polling";
  online: boolean;
  waiting: boolean;
  earlier: boolean;
  messages: Message[];
  outbox: Outbox;
  photos: Outbox;
}

export const chat: Chat = reactive({
  phase: "opening",
  problem: "",
  notice: "",
  connection: "open",
  online: navigator.onLine,
  waiting: false,
  earlier: false,
  messages: [],
  outbox: openOutbox(),
  photos: openOutbox("unsent-photos"),
});

export const lastSeq = () => chat.messages[chat.messages.length - 1]?.seq ?? 0;

/** `staff` while a person is in the conversation: then no robot is "typing". */
export const withStaff = computed(() => {
  for (let index = chat.messages.length - 1; index >= 0; index -= 1) {
    const message = chat.messages[index]!;
    if (message.card?.type === "handoff") return message.card.data.state === "claimed";
    if (message.from === "staff") return true;
    if (message.from === "bot") return false;
  }
  return false;
});

export type Line = { kind: "message"; message: Message } | { kind: "unsent"; item: Unsent };

/** Messages in order; words on their way stand after the message that was last when they were sent. */
export const lines = computed<Line[]>(() => {
  const known = new Set(chat.messages.map((message) => message.id));
  const open = [...chat.outbox.items, ...chat.photos.items].filter((item) => !(item.messageId && known.has(item.messageId)));
  const placed: [number, Line][] = [
    ...chat.messages.map((message): [number, Line] => [message.seq, { kind: "message", message }]),
    ...open.map((item): [number, Line] => [item.afterSeq === undefined ? Infinity : item.afterSeq + 0.5, { kind: "unsent", item }]),
  ];
  return placed.sort(([one], [other]) => (one === other ? 0 : one - other)).map(([, line]) => line);
});

/** The quick replies to answer now: those of the newest message, until something was said after it. */
export const offered = computed<Message | null>(() => {
  for (let index = lines.value.length - 1; index >= 0; index -= 1) {
    const line = lines.value[index]!;
    // a photo on its way answers no question
    if (line.kind === "unsent" && (line.item.state === "refused" || line.item.files)) continue;
    if (line.kind === "unsent" || line.message.from === "resident") return null;
    if (line.message.quick_replies.length) return line.message;
  }
  return null;
});
