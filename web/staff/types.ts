/** What `/api/staff` answers, as `casework/services/staff_views.py` defines it. */

import type { Card, Message, SummaryItem } from "../protocol/messages";

export type Mode = "bot" | "queued" | "staff" | "closed";
export type ColumnKey = "urgent" | "waiting" | "mine" | "resident" | "overdue" | "taken" | "closed";

export interface TotpSetup {
  secret: string;
  uri: string;
}

export interface Me {
  id: string;
  name: string;
  display_name: string;
  role: string;
  region: string;
  region_name: string;
  must_change_password: boolean;
  second_factor: boolean;
  ready: boolean;
  permissions: string[];
  expires_at: string;
}

export interface Welcome {
  me: Me;
  totp: TotpSetup | null;
}

export interface Clock {
  name: string;
  due_at: string;
  overdue: boolean;
}

export interface QueueRow {
  conversation_id: string;
  columns: ColumnKey[];
  channel: string;
  region: string | null;
  region_name: string;
  mode: Mode;
  topic: string;
  reason: string;
  reason_text: string;
  urgent: boolean;
  crisis: string | null;
  waiting_since: string;
  last_text: string;
  last_from: Message["from"] | null;
  last_at: string | null;
  last_seq: number;
  clock: Clock | null;
  claimed_by: { id: string; display_name: string } | null;
  papers: { received: number; total: number } | null;
  case_number: string | null;
  /** What WeChat still lets us send; null on the web. */
  window?: SendWindow | null;
  quiet?: boolean;
  source?: string;
}

export interface SendWindow {
  left: number;
  until: string | null;
}

export interface ChannelBudget extends SendWindow {
  reachable: boolean;
  reason: string | null;
  reason_text: string;
  undelivered: number;
  /** Everything said up to this `seq` has been delivered. */
  delivered_seq: number;
  quiet: boolean;
}

/** One field read from a photo; `value` is masked where it is sensitive, `place` is a share of the picture. */
export interface PaperField {
  name: string;
  label: string;
  value: string;
  masked: boolean;
  /** What `reveal` is asked for to see it whole; null where nothing is masked. */
  reveal_key: string | null;
  page: number;
  confidence: number;
  certain: boolean;
  place: [number, number, number, number] | null;
  /** open, later, asked, confirmed, refused, not_mine; paper and told: it differed from what was said. */
  state: string;
  state_text: string;
}

export interface PaperReading {
  state: "waiting" | "reading" | "read" | "failed";
  state_text: string;
  kind: string;
  kind_text: string;
  confidence: number;
  quality: string[];
  /** An earlier file that shows the same paper. */
  same_as: string | null;
  problem: string | null;
  fields: PaperField[];
}

export interface Attachment {
  id: string;
  kind: string;
  state: "waiting" | "stored" | "same" | "failed" | "gone";
  state_text: string;
  content_type: string;
  size: number;
  at: string;
  /** null: sent up by the page, its message not yet. */
  message_id: string | null;
  message_seq: number | null;
  scan: "pending" | "clean" | "rejected";
  source: "wechat" | "web";
  pages: number;
  same_as: string | null;
  reading: PaperReading | null;
}

export interface Queue {
  columns: { key: ColumnKey; title: string; count: number }[];
  rows: QueueRow[];
  at: string;
}

export interface AnswerRow {
  key: string;
  label: string;
  value: unknown;
  text: string;
  said: string;
  source: "resident" | "helper" | "ocr" | "staff";
  who: string;
  at: string;
  replaced: unknown;
  masked: boolean;
}

export interface Draft {
  draft_id: string;
  lane: string;
  state: string;
  region: string | null;
  updated_at: string;
  answers: AnswerRow[];
  history: AnswerRow[];
  missing: string[];
  next_key: string | null;
  summary: SummaryItem[];
}

export interface Consent {
  kind: string;
  decision: string;
  text_version: string;
  channel: string;
  at: string;
}

export interface Note {
  id: string;
  who: string;
  text: string;
  at: string;
  system: boolean;
}

export interface Holder {
  id: string;
  display_name: string;
  until: string;
  me: boolean;
}

export interface Talk {
  conversation_id: string;
  channel: string;
  region: string | null;
  region_name: string;
  mode: Mode;
  topic: string;
  urgent: boolean;
  crisis: string | null;
  created_at: string;
  last_seq: number;
  messages: Message[];
  drafts: Draft[];
  cases: Card[];
  assessment: Card | null;
  checklist: Card | null;
  consents: Consent[];
  notes: Note[];
  handoff: { id: string; reason: string; reason_text: string; urgent: boolean; state: string; created_at: string } | null;
  holder: Holder | null;
  erased: boolean;
  /** Danger at home: nothing is pushed to the phone. */
  quiet?: boolean;
  channel_budget?: ChannelBudget | null;
  attachments: Attachment[];
  source?: string;
}

export interface Claimed {
  conversation_id: string;
  mode: Mode;
  holder: Holder | null;
  last_seq: number;
}

export interface CaseRow {
  case_number: string;
  conversation_id: string;
  programme: string;
  kind: string;
  state: string;
  state_text: string;
  aid_first: boolean;
  region: string;
  region_name: string;
  submitted_at: string;
  clock: Clock | null;
}

export interface CasePaper {
  type: string;
  title: string;
  why: string;
  required: string;
  state: "missing" | "received" | "checking" | "accepted" | "replaced" | "not_needed";
}

export interface CaseView {
  case: CaseRow;
  card: Card;
  answers: AnswerRow[];
  assessment: Card | null;
  as_of: string;
  policy_version: string;
  events: { move: string; from_state: string; to_state: string; who: string; reason: string; at: string }[];
  moves: { to: string; title: string; reason_needed: boolean }[];
  version: number;
  papers: CasePaper[];
  attachments: Attachment[];
}

export interface AuditRow {
  seq: number;
  at: string;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  action: string;
  object_kind: string;
  object_id: string;
  detail: Record<string, unknown>;
}
