/** The conversation as the page holds it: opening, sending, receiving, starting afresh. */

import { computed, reactive } from "vue";
import { follow, type ServerEvent } from "../protocol/events";
import { ApiError, call } from "../protocol/http";
import type { Message } from "../protocol/messages";
import { carryOver, drain, enqueue, keepOutbox, nextPause, openOutbox, type Outbox, type Unsent } from "./outbox";
import { forgetConversation, forgetSignIn, recall, recallSignIn, remember, type Session } from "./storage";
import { goToSignIn, regionBefore, staySignedOut } from "./wechat";

interface History {
  messages: Message[];
  more: boolean;
}

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
}

const SLOW_ANSWER_MS = 25_000;
const POLL_MS = 5_000;
const FRESH_START = "上次的对话过期了，已经重新开始。想接着上次的办，请点右上角“更多”，输入接续码。";
const NOT_SIGNED_IN = "这次没能认出您的微信，这里接着网页上的对话。";

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
});

let session: Session | null = null;
let closeStream: (() => void) | null = null;
let polling = 0;
let slowAnswer = 0;
let retry = 0;
let lastEventId = "";
let draining = false;

const region = new URLSearchParams(location.search).get("region") ?? regionBefore();
const lastSeq = () => chat.messages[chat.messages.length - 1]?.seq ?? 0;

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
  const open = chat.outbox.items.filter((item) => !(item.messageId && known.has(item.messageId)));
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
    if (line.kind === "unsent" && line.item.state === "refused") continue;
    if (line.kind === "unsent" || line.message.from === "resident") return null;
    if (line.message.quick_replies.length) return line.message;
  }
  return null;
});

export async function start(): Promise<void> {
  chat.phase = "opening";
  const kept = recall<Session | null>("session", null);
  const signIn = recallSignIn();
  try {
    session = kept;
    if (!session && !signIn) await goToSignIn(region);
    // the sign-in's own conversation takes the place of one this phone had before
    if (session && signIn !== "yes") await resume(session);
    else await open({ region: region ?? undefined });
    if (signIn === "yes") carryOver(chat.outbox);
    if (signIn === "no" && session === kept) chat.notice = NOT_SIGNED_IN;
    if (signIn) forgetSignIn();
    chat.phase = "ready";
    void send();
  } catch (reason) {
    chat.phase = "failed";
    chat.problem = reason instanceof ApiError ? reason.message : "打不开，请稍后再试。";
  }
}

async function open(body: { region?: string; resume_code?: string }): Promise<void> {
  const answer = await openServed(body);
  session = { conversationId: answer.conversation_id, token: answer.token, region };
  remember("session", session);
  lastEventId = "";
  chat.messages = [];
  chat.earlier = (answer.messages[0]?.seq ?? 1) > 1;
  receive(answer.messages);
  listen();
}

type Opened = { conversation_id: string; token: string; messages: Message[] };

/** An unknown place in the address must not keep anybody out: open without it. */
async function openServed(body: { region?: string; resume_code?: string }): Promise<Opened> {
  try {
    return await call<Opened>("POST", "/api/chat/conversations", { body });
  } catch (reason) {
    const refused = reason instanceof ApiError && [400, 422].includes(reason.status);
    if (!refused || !body.region) throw reason;
    chat.notice = reason.message;
    return call<Opened>("POST", "/api/chat/conversations", { body: { resume_code: body.resume_code } });
  }
}

async function resume(kept: Session): Promise<void> {
  try {
    const { messages, more } = await call<History>("GET", "/api/chat/history", { token: kept.token });
    chat.earlier = more;
    receive(messages);
    listen();
  } catch (reason) {
    if (!(reason instanceof ApiError) || reason.status !== 401) throw reason;
    await startAfresh();
  }
}

/** The session has run out: a new one, with the unsent words kept. */
async function startAfresh(): Promise<void> {
  closeStream?.();
  carryOver(chat.outbox);
  await open({ region: region ?? undefined });
  chat.notice = FRESH_START;
}

function receive(messages: Message[]): void {
  const known = new Set(chat.messages.map((message) => message.id));
  const fresh = messages.filter((message) => !known.has(message.id));
  if (!fresh.length) return;
  chat.messages = [...chat.messages, ...fresh].sort((one, other) => one.seq - other.seq);
  adoptEchoes(fresh);
  if (fresh.some((message) => message.from !== "resident" && message.seq === lastSeq())) answered();
}

/** A stored message may arrive before the answer to its own sending: it is the same one. */
function adoptEchoes(fresh: Message[]): void {
  for (const message of fresh.filter((one) => one.from === "resident")) {
    const mine = chat.outbox.items.find((item) => item.state === "sending" && !item.messageId && item.text === message.text);
    if (mine) mine.messageId = message.id;
  }
}

function answered(): void {
  clearTimeout(slowAnswer);
  chat.waiting = false;
}

function expectAnswer(): void {
  clearTimeout(slowAnswer);
  chat.waiting = !withStaff.value;
  slowAnswer = window.setTimeout(() => (chat.waiting = false), SLOW_ANSWER_MS);
}

function listen(): void {
  closeStream?.();
  const token = session?.token;
  closeStream = follow({
    path: "/api/chat/events",
    token,
    lastId: () => lastEventId || String(lastSeq()),
    onEvent: read,
    onOpen: () => {
      chat.connection = "open";
      clearInterval(polling);
      polling = 0;
    },
    onLost: (failures, error) => {
      if (error?.status === 401) void startAfresh().catch(() => undefined);
      else if (failures > 1 || error?.code === "no_stream") poll(error?.code === "no_stream");
    },
  });
}

function read(event: ServerEvent): void {
  if (event.id) lastEventId = event.id;
  if (event.event !== "message") return;
  receive([JSON.parse(event.data) as Message]);
}

/** Without a stream, ask for what is new every few seconds. */
function poll(quietly: boolean): void {
  chat.connection = quietly ? "polling" : "lost";
  if (polling) return;
  polling = window.setInterval(() => void fetchNew(), POLL_MS);
  void fetchNew();
}

async function fetchNew(): Promise<void> {
  if (!session) return;
  try {
    receive((await call<History>("GET", "/api/chat/history", { token: session.token })).messages);
    chat.connection = "polling";
  } catch {
    chat.connection = "lost";
  }
}

export async function loadEarlier(): Promise<void> {
  const first = chat.messages[0];
  if (!session || !first) return;
  const path = `/api/chat/history?before=${first.seq}`;
  const { messages, more } = await call<History>("GET", path, { token: session.token });
  receive(messages);
  chat.earlier = more;
}

export function say(text: string): void {
  if (enqueue(chat.outbox, text)) void send();
}

/** A tap: its id follows from the message and the button, so that a double tap stays one message. */
export function tap(message: Message, index: number): void {
  const reply = message.quick_replies[index];
  if (reply && enqueue(chat.outbox, reply.title, reply.payload, `${message.id}-${index}`)) void send();
}

export function sendAgain(item: Unsent): void {
  item.state = "waiting";
  void send();
}

export function discard(item: Unsent): void {
  chat.outbox.items = chat.outbox.items.filter((one) => one !== item);
  keepOutbox(chat.outbox);
}

async function send(): Promise<void> {
  clearTimeout(retry);
  if (draining || !session) return;
  draining = true;
  const error = await drain(chat.outbox, deliver, lastSeq).finally(() => (draining = false));
  if (!error) return;
  if (error.status === 401) await startAfresh().catch(() => undefined);
  retry = window.setTimeout(() => void send(), nextPause(chat.outbox.attempts, error));
}

async function deliver(item: Unsent): Promise<{ message_id: string }> {
  const body = item.payload
    ? { client_message_id: item.id, payload: item.payload }
    : { client_message_id: item.id, text: item.text };
  expectAnswer();
  try {
    return await call<{ message_id: string }>("POST", "/api/chat/messages", { body, token: session!.token });
  } catch (reason) {
    answered();
    throw reason;
  }
}

/** A code to go on with on another phone. */
export async function askResumeCode(): Promise<string> {
  return (await call<{ code: string }>("POST", "/api/chat/resume-code", { body: {}, token: session?.token })).code;
}

export async function resumeWith(code: string): Promise<void> {
  await open({ resume_code: code });
  carryOver(chat.outbox);
  chat.notice = "";
  chat.phase = "ready";
}

/** Leaves nothing on this phone and begins anew. */
export async function forgetHere(): Promise<void> {
  closeStream?.();
  staySignedOut();
  forgetConversation();
  Object.assign(chat, { outbox: openOutbox(), messages: [], notice: "" });
  session = null;
  await start();
}

window.addEventListener("online", () => {
  chat.online = true;
  void send();
});
window.addEventListener("offline", () => (chat.online = false));
