/** The staff API as functions; the session is a cookie the page cannot read. */

import { call } from "../protocol/http";
import type { Message } from "../protocol/messages";
import type { AuditRow, CasePaper, CaseRow, CaseView, Claimed, Me, Note, Queue, Talk, Welcome } from "./types";

const base = "/api/staff";
const post = <T>(path: string, body: unknown = {}) => call<T>("POST", `${base}/${path}`, { body });
const get = <T>(path: string) => call<T>("GET", `${base}/${path}`);
const talk = (id: string) => `conversations/${encodeURIComponent(id)}`;

function query(values: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

export const api = {
  me: () => get<Me>("me"),
  signIn: (name: string, password: string, totp?: string) => post<Welcome>("login", { name, password, totp: totp || null }),
  signOut: () => post("logout"),
  setPassword: (current: string, chosen: string, totp?: string) =>
    post<Welcome>("password", { current_password: current, new_password: chosen, totp: totp || null }),
  confirmSecondFactor: (totp: string) => post<Welcome>("second-factor", { totp }),
  queue: () => get<Queue>("queue"),
  talk: (id: string, after = 0) => get<Talk>(talk(id) + query({ after: after || undefined })),
  claim: (id: string) => post<Claimed>(`${talk(id)}/claim`),
  heartbeat: (id: string) => post<Claimed>(`${talk(id)}/heartbeat`),
  release: (id: string, note: string) => post<Claimed>(`${talk(id)}/release`, { note }),
  transfer: (id: string, to: string, note: string) => post<Claimed>(`${talk(id)}/transfer`, { to, note }),
  reply: (id: string, text: string, seenSeq: number) => post<{ message: Message }>(`${talk(id)}/reply`, { text, seen_seq: seenSeq }),
  note: (id: string, text: string) => post<{ note: Note }>(`${talk(id)}/note`, { text }),
  handBack: (id: string, then: string, note: string) => post<Claimed>(`${talk(id)}/hand-back`, { then, note }),
  setAnswer: (id: string, key: string, value: unknown, text: string) =>
    post(`${talk(id)}/answers`, { answers: [{ key, value, text }] }),
  setQuiet: (id: string, quiet: boolean, note: string) => post<{ quiet: boolean }>(`${talk(id)}/quiet`, { quiet, note }),
  reveal: (id: string, reason: string, what: { key?: string; message_id?: string }) =>
    post<{ value: unknown }>(`${talk(id)}/reveal`, { reason, ...what }),
  cases: (filter: { state?: string; overdue?: boolean; before?: string }) =>
    get<{ cases: CaseRow[] }>(`cases${query(filter)}`),
  case: (number: string) => get<CaseView>(`cases/${encodeURIComponent(number)}`),
  move: (number: string, to: string, reason: string, version: number) =>
    post<CaseView>(`cases/${encodeURIComponent(number)}/move`, { to, reason, version }),
  markPaper: (number: string, type: string, state: string) =>
    post<{ documents: CasePaper[] }>(`cases/${encodeURIComponent(number)}/papers`, { type, state }),
  audit: (filter: { before?: number; action?: string; object_id?: string }) =>
    get<{ events: AuditRow[] }>(`audit${query(filter)}`),
};
