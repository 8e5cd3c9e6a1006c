/** The queue and the open conversation, kept true by the event stream. */

import { computed, reactive, ref } from "vue";
import { follow, type ServerEvent } from "../protocol/events";
import { ApiError } from "../protocol/http";
import type { Message } from "../protocol/messages";
import { badge, raise } from "./alarm";
import { api } from "./api";
import { attempt, goTo, leave, report, session } from "./session";
import type { Queue, QueueRow, Talk } from "./types";

const HEARTBEAT_MS = 30_000;
const REFRESH_MS = 20_000;
/** When words sent over WeChat have arrived, or have come back: the platform answers within these. */
const DELIVERY_MS = [2_000, 6_000];

export const live = reactive({
  connected: false,
  loaded: false,
  queue: { columns: [], rows: [], at: "" } as Queue,
  talk: null as Talk | null,
  opening: "",
  missing: "",
  now: Date.now(),
});

/** What was typed and not sent, by conversation: switching chats loses nothing. */
export const replies = reactive<Record<string, string>>({});

export const shownRow = computed(() => live.queue.rows.find((row) => row.conversation_id === live.talk?.conversation_id));
export const holding = computed(() => live.talk?.holder?.me === true);
export const alarmed = ref<string[]>([]);

let stop: (() => void) | null = null;
let timers: number[] = [];
let queued = false;
let looking: Promise<void> | null = null;

export function startLive(): void {
  stopLive();
  stop = follow({
    path: "/api/staff/events",
    lastId: () => "",
    onEvent: hear,
    onOpen: () => (live.connected = true),
    onLost: (_, error) => {
      live.connected = false;
      if (error?.status === 401) leave("登录已过期，请重新登录。");
    },
  });
  timers = [
    window.setInterval(() => void beat(), HEARTBEAT_MS),
    window.setInterval(() => void refreshQueue(), REFRESH_MS),
    // the windows of WeChat close by themselves: nothing happens that the stream could tell
    window.setInterval(() => live.talk?.channel_budget && void refreshTalk(), REFRESH_MS),
    window.setInterval(() => (live.now = Date.now()), 10_000),
  ];
  void refreshQueue();
}

export function stopLive(): void {
  stop?.();
  timers.forEach(clearInterval);
  Object.assign(live, { connected: false, loaded: false, talk: null });
}

function hear(event: ServerEvent): void {
  const data = JSON.parse(event.data);
  if (event.event === "signed-out") leave("登录已过期，请重新登录。");
  else if (event.event === "alarm") {
    alarmed.value = [...new Set([...alarmed.value, data.conversation_id])];
    raise(data.region_name, () => goTo("talk", data.conversation_id));
    void refreshQueue();
  } else if (event.event === "conversation" && data.conversation_id === live.talk?.conversation_id) void refreshTalk();
  else if (event.event === "queue" || event.event === "ready") {
    badge(data.urgent, data.waiting);
    void refreshQueue();
    if (event.event === "ready") void refreshTalk();
  }
}

/** One fetch at a time; a wish during a fetch is one more fetch after it. */
export async function refreshQueue(): Promise<void> {
  queued = true;
  looking ??= (async () => {
    while (queued) {
      queued = false;
      await attemptQuietly(async () => {
        live.queue = await api.queue();
        live.loaded = true;
        const waiting = (key: string) => live.queue.columns.find((column) => column.key === key)?.count ?? 0;
        badge(waiting("urgent"), waiting("waiting"));
      });
    }
  })().finally(() => (looking = null));
  await looking;
}

/** The stream tells of trouble; a background fetch that fails stays quiet but for a session that has ended. */
async function attemptQuietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (reason) {
    if (reason instanceof ApiError && (reason.status === 401 || reason.status === 403)) report(reason);
  }
}

export async function openTalk(id: string): Promise<void> {
  alarmed.value = alarmed.value.filter((one) => one !== id);
  live.missing = "";
  if (live.talk?.conversation_id !== id) live.talk = null;
  live.opening = id;
  try {
    const talk = await api.talk(id);
    if (live.opening === id) live.talk = talk;
  } catch (reason) {
    if (reason instanceof ApiError && reason.status === 404) live.missing = id;
    else report(reason);
  } finally {
    if (live.opening === id) live.opening = "";
  }
}

export function closeTalk(): void {
  live.talk = null;
  live.missing = "";
}

/** Fetches what is new; messages on screen stay, everything beside them is replaced. */
export async function refreshTalk(): Promise<void> {
  const shown = live.talk;
  if (!shown) return;
  await attemptQuietly(async () => {
    const after = shown.messages[shown.messages.length - 1]?.seq ?? 0;
    const fresh = await api.talk(shown.conversation_id, after);
    if (live.talk?.conversation_id !== fresh.conversation_id) return;
    const erased = fresh.erased && !shown.erased;
    live.talk = { ...fresh, messages: erased ? fresh.messages : merge(live.talk.messages, fresh.messages) };
  });
}

/** Looks again after a reply: whether it arrived is known only then. */
export function watchDelivery(): void {
  if (live.talk?.channel_budget) DELIVERY_MS.forEach((pause) => window.setTimeout(() => void refreshTalk(), pause));
}

export function merge(shown: Message[], fresh: Message[]): Message[] {
  const known = new Set(shown.map((message) => message.id));
  return [...shown, ...fresh.filter((message) => !known.has(message.id))].sort((one, other) => one.seq - other.seq);
}

export async function claim(id: string): Promise<void> {
  await attempt(() => api.claim(id));
  await Promise.all([refreshTalk(), refreshQueue()]);
}

const mine = (row: QueueRow) => row.claimed_by?.id === session.me?.id;

/** Says for every conversation held that somebody is still here. */
async function beat(): Promise<void> {
  for (const row of live.queue.rows.filter((one) => mine(one) && one.mode === "staff")) {
    await attemptQuietly(async () => void (await api.heartbeat(row.conversation_id)));
  }
}
