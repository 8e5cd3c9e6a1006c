/** Messages and cards as `contracts/messages.py` and `contracts/cards.py` define them. */

export type Party = "bot" | "staff" | "system" | "resident";

export interface QuickReply {
  title: string;
  payload: string;
}

export interface Progress {
  chapter: string;
  done: number;
  total: number;
}

export interface Citation {
  title: string;
  document_no?: string | null;
  article?: string | null;
  url?: string | null;
}

export interface Reason {
  text: string;
  citation: Citation;
  rule?: string | null;
}

export interface SetAside extends Reason {
  number: number;
  relation: string;
}

export interface Assessment {
  programme: string;
  outcome: "likely" | "needs_review" | "alternative";
  missing: string[];
  reasons: Reason[];
  steps?: { label: string; text: string }[];
  composition?: { counted: number | null; set_aside: SetAside[] } | null;
  income?: { low: number; high: number | null; unit: "CNY/month"; of: "head" } | null;
  flags?: Reason[];
  deadline?: { case: string; limit: number; unit: string; text: string; citation: Citation; rule?: string | null } | null;
  standard?: {
    amount: number;
    unit: "CNY/month" | "CNY/year";
    area: "urban" | "rural";
    region: string;
    effective_from: string;
    citation: Citation;
  } | null;
  estimate?: { low: number; high: number; period: string; formula: string } | null;
  alternatives: string[];
  as_of: string;
  policy_version: string;
}

export interface PaperLine {
  type: string;
  title: string;
  why: string;
  required: "now" | "later" | "if_available";
  state: "missing" | "received" | "checking" | "accepted" | "replaced";
  instead?: string | null;
  where?: string | null;
  cannot?: string | null;
}

export interface SummaryItem {
  number: number;
  key: string;
  label: string;
  value: unknown;
  text: string;
}

export interface CaseData {
  case_number: string;
  programme: string;
  kind: string;
  status: string;
  office: { name: string; phone?: string | null; address?: string | null; hours?: string | null };
  submitted_at: string;
  clock?: { name: string; due_at: string; due_text?: string } | null;
  next_steps: string[];
}

export type Card =
  | { type: "assessment"; data: Assessment }
  | { type: "checklist"; data: { documents: PaperLine[] } }
  | { type: "summary"; data: { items: SummaryItem[] } }
  | { type: "case"; data: CaseData }
  | { type: "handoff"; data: { state: "queued" | "claimed" | "closed"; position?: number | null; opens_at?: string | null } }
  | { type: "lead"; data: { number: string; office: string } }
  | { type: "referral"; data: { programme: string; office: string; phone?: string | null; how: string } }
  | { type: "crisis"; data: { kind: string; lines: { label: string; number: string }[] } };

/** A photo or file of the resident, shown with their message. */
export interface MessageFile {
  id: string;
  kind: string;
  state: string;
}

export interface Message {
  id: string;
  seq: number;
  at: string;
  from: Party;
  staff_name?: string | null;
  text: string;
  quick_replies: QuickReply[];
  asks?: string | null;
  progress?: Progress | null;
  card?: Card | null;
  attachments?: MessageFile[];
  /** Staff only: whether it has reached the resident's WeChat; null where that does not apply. */
  delivered?: boolean | null;
}
