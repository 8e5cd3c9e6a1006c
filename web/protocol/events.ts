/** Server-sent events read with `fetch`, so that the token stays in a header and never in an address. */

import { ApiError, headersFor } from "./http";

export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** Splits a stream of text into events; keeps what is unfinished until the next piece comes. */
export class EventParser {
  private rest = "";

  push(piece: string): ServerEvent[] {
    const blocks = (this.rest + piece).replace(/\r\n?/g, "\n").split("\n\n");
    this.rest = blocks.pop() ?? "";
    return blocks.map(readBlock).filter((event): event is ServerEvent => event !== null);
  }
}

function readBlock(block: string): ServerEvent | null {
  const event: ServerEvent = { id: "", event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const match = /^(id|event|data):? ?(.*)$/.exec(line);
    if (!match) continue;
    if (match[1] === "data") data.push(match[2] ?? "");
    else event[match[1] as "id" | "event"] = match[2] ?? "";
  }
  event.data = data.join("\n");
  return data.length ? event : null;
}

export interface Follow {
  path: string;
  token?: string;
  /** Id of the last event seen, sent when the stream is opened again. */
  lastId: () => string;
  onEvent: (event: ServerEvent) => void;
  onOpen: () => void;
  /** Called after each failed or ended stream, with how many failed in a row. */
  onLost: (failures: number, error: ApiError | null) => void;
}

const SILENCE_MS = 45_000;
const canStream = typeof ReadableStream !== "undefined" && typeof TextDecoder !== "undefined";

/** Keeps a stream open until the returned function is called; opens it again with growing pauses. */
export function follow(options: Follow): () => void {
  const stop = new AbortController();
  void keepOpen(options, stop.signal);
  return () => stop.abort();
}

async function keepOpen(options: Follow, stop: AbortSignal): Promise<void> {
  let failures = 0;
  while (!stop.aborted) {
    let error: ApiError | null = null;
    try {
      await readStream(options, stop, () => {
        failures = 0;
        options.onOpen();
      });
    } catch (reason) {
      error = reason instanceof ApiError ? reason : null;
    }
    if (stop.aborted) return;
    failures += 1;
    options.onLost(failures, error);
    if (error && (error.status === 401 || error.status === 403)) return;
    await pause(Math.min(1000 * 2 ** (failures - 1), 20_000), stop);
  }
}

async function readStream(options: Follow, stop: AbortSignal, opened: () => void): Promise<void> {
  const attempt = new AbortController();
  const end = () => attempt.abort();
  stop.addEventListener("abort", end);
  let silence = setTimeout(end, SILENCE_MS);
  try {
    const lastId = options.lastId();
    const response = await fetch(options.path, {
      headers: headersFor(options.token, lastId ? { "Last-Event-ID": lastId, Accept: "text/event-stream" } : { Accept: "text/event-stream" }),
      credentials: "same-origin",
      cache: "no-store",
      signal: attempt.signal,
    });
    if (!response.ok) throw new ApiError(response.status, "events", "");
    if (!canStream || !response.body) throw new ApiError(0, "no_stream", "");
    opened();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      parser.push(decoder.decode(value, { stream: true })).forEach(options.onEvent);
    }
  } finally {
    clearTimeout(silence);
    stop.removeEventListener("abort", end);
    attempt.abort();
  }
}

/** Waits, but not longer than until the network comes back. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      window.removeEventListener("online", finish);
      stop.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    window.addEventListener("online", finish);
    stop.addEventListener("abort", finish);
  });
}
