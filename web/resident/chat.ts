/** The conversation as the page holds it: opening, sending, receiving, starting afresh. */

import { follow, type ServerEvent } from "../protocol/events";
import { ApiError, call, fetchBlob } from "../protocol/http";
import type { Message } from "../protocol/messages";
import { carryOver, drain, enqueue, keepOutbox, nextPause, openOutbox, type Outbox, type Unsent } from "./outbox";
import { dropAllBlobs } from "./blobs";
import { addPhotos, deliverPhotos, forgetPhotos } from "./photos";
import { chat, lastSeq, withStaff } from "./state";
import { forgetConversation, forgetSignIn, recall, recallSignIn, remember, type Session } from "./storage";
import { goToSignIn, regionBefore, staySignedOut } from "./wechat";

interface History {
  messages: Message[];
  more: boolean;
}

const SLOW_ANSWER_MS = 25_000;
const POLL_MS = 5_000;
const FRESH_START = "上次的对话过期了，已经重新开始。想接着上次的办，请点右上角“更多”，输入接续码。";
const NOT_SIGNED_IN = "这次没能认出您的微信，这里接着网页上的对话。";

let session: Session | null = null;
let closeStream: (() => void) | null = null;
let polling = 0;
let slowAnswer = 0;
let lastEventId = "";
/** The outboxes being emptied, and when each is tried again. */
const draining = new Set<Outbox["name"]>();
const retries: Partial<Record<Outbox["name"], number>> = {};

const region = new URLSearchParams(location.search).get("region") ?? regionBefore();
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
    if (signIn === "yes") carryAllOver();
    if (signIn === "no" && session === kept) chat.notice = NOT_SIGNED_IN;
    if (signIn) forgetSignIn();
    chat.phase = "ready";
    send();
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
  carryAllOver();
  await open({ region: region ?? undefined });
  chat.notice = FRESH_START;
}

function carryAllOver(): void {
  carryOver(chat.outbox);
  carryOver(chat.photos);
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
    const there = new Set(message.attachments?.map((file) => file.id));
    const same = (item: Unsent) => (item.files ? item.files.some((file) => there.has(file.attachmentId ?? "")) : item.text === message.text);
    const mine = [...chat.outbox.items, ...chat.photos.items].find((item) => item.state === "sending" && !item.messageId && same(item));
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
  if (enqueue(chat.outbox, text)) send();
}

export async function sayPhotos(files: File[]): Promise<void> {
  await addPhotos(files);
  send();
}

/** A tap: its id follows from the message and the button, so that a double tap stays one message. */
export function tap(message: Message, index: number): void {
  const reply = message.quick_replies[index];
  if (reply && enqueue(chat.outbox, reply.title, reply.payload, `${message.id}-${index}`)) send();
}

export function sendAgain(item: Unsent): void {
  item.state = "waiting";
  send();
}

export function discard(item: Unsent): void {
  forgetPhotos(item);
  for (const outbox of [chat.outbox, chat.photos]) {
    outbox.items = outbox.items.filter((one) => one !== item);
    keepOutbox(outbox);
  }
}

/** Sends what waits: words do not wait for photos. */
export function send(): void {
  void empty(chat.outbox, deliver);
  void empty(chat.photos, (item) => deliverPhotos(item, session!.token, expectAnswer));
}

async function empty(outbox: Outbox, way: (item: Unsent) => Promise<{ message_id: string }>): Promise<void> {
  clearTimeout(retries[outbox.name]);
  if (draining.has(outbox.name) || !session) return;
  draining.add(outbox.name);
  const error = await drain(outbox, way, lastSeq).finally(() => draining.delete(outbox.name));
  if (!error) return;
  if (error.status === 401) await startAfresh().catch(() => undefined);
  retries[outbox.name] = window.setTimeout(() => void empty(outbox, way), nextPause(outbox.attempts, error));
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

/** The picture of a photo that was sent, for this conversation only. */
export async function thumbnail(id: string): Promise<Blob | null> {
  return session ? fetchBlob(`/api/chat/attachments/${id}/thumbnail`, session.token) : null;
}

/** A code to go on with on another phone. */
export async function askResumeCode(): Promise<string> {
  return (await call<{ code: string }>("POST", "/api/chat/resume-code", { body: {}, token: session?.token })).code;
}

export async function resumeWith(code: string): Promise<void> {
  await open({ resume_code: code });
  carryAllOver();
  chat.notice = "";
  chat.phase = "ready";
}

/** Leaves nothing on this phone and begins anew. */
export async function forgetHere(): Promise<void> {
  closeStream?.();
  staySignedOut();
  forgetConversation();
  void dropAllBlobs();
  Object.assign(chat, { outbox: openOutbox(), photos: openOutbox("unsent-photos"), messages: [], notice: "" });
  session = null;
  await start();
}

window.addEventListener("online", () => {
  chat.online = true;
  send();
});
window.addEventListener("offline", () => (chat.online = false));
