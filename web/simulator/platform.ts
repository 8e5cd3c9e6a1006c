/** The simulated platform as the page sees it: its state over an event stream, and what one can do to it. */

import { reactive } from "vue";
import { follow } from "../protocol/events";
import { ApiError, call } from "../protocol/http";
import type { State, WirePart } from "./types";

const base = "/simulator/api";

export const platform = reactive({
  state: null as State | null,
  connected: false,
  problem: "",
  /** Real milliseconds between the platform's clock and this page's. */
  ahead: 0,
  now: Date.now(),
});

export function start(): void {
  follow({
    path: `${base}/events`,
    lastId: () => "",
    onEvent: (event) => event.event === "state" && show(JSON.parse(event.data) as State),
    onOpen: () => (platform.connected = true),
    onLost: () => (platform.connected = false),
  });
  window.setInterval(() => (platform.now = Date.now() + platform.ahead), 100);
}

function show(state: State): void {
  platform.state = state;
  platform.ahead = Date.parse(state.at) - Date.now();
  platform.now = Date.parse(state.at);
}

/** Does something on the platform; the new state comes over the stream. */
export async function act<T = unknown>(path: string, body: Record<string, unknown> = {}): Promise<T | null> {
  platform.problem = "";
  try {
    return await call<T>("POST", `${base}/${path}`, { body, seconds: 60 });
  } catch (reason) {
    platform.problem = reason instanceof ApiError ? reason.message : "没有成功。";
    return null;
  }
}

export async function wireParts(row: string): Promise<WirePart[]> {
  const answer = await call<{ parts: WirePart[] }>("GET", `${base}/wire/${row}`).catch(() => null);
  return answer?.parts ?? [{ label: "已经不在记录里了", text: "" }];
}

export const say = (phone: string, action: string, more: Record<string, unknown> = {}) => act(`phones/${phone}/${action}`, more);

/** A photo as it is: not JSON, so the file goes up as bytes. */
export async function sendPhoto(phone: string, file: File): Promise<void> {
  platform.problem = "";
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  const answer = await fetch(`${base}/phones/${phone}/photo`, { method: "POST", headers, body: file }).catch(() => null);
  if (!answer?.ok) platform.problem = ((await answer?.json().catch(() => null))?.error?.message as string) ?? "照片没发出去。";
}
