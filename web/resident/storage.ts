/** What this phone remembers: the session, unsent words, settings. Never a message that was delivered. */

export interface Session {
  conversationId: string;
  token: string;
  region: string | null;
}

const PREFIX = "jiuji.";

export function recall<T>(name: string, otherwise: T): T {
  try {
    const raw = localStorage.getItem(PREFIX + name);
    return raw === null ? otherwise : (JSON.parse(raw) as T);
  } catch {
    return otherwise;
  }
}

/** Storage may be full or forbidden (private window): the page then works until it is closed. */
export function remember(name: string, value: unknown): void {
  try {
    if (value === null || value === undefined || value === "") localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    return;
  }
}

/** Set by the server for two minutes after a sign-in with WeChat: whether it knew who it was. */
export function recallSignIn(): "yes" | "no" | null {
  const found = /(?:^|;\s*)jiuji_signed_in=(yes|no)(?:;|$)/.exec(document.cookie);
  return found ? (found[1] as "yes" | "no") : null;
}

export function forgetSignIn(): void {
  document.cookie = "jiuji_signed_in=; Max-Age=0; Path=/; SameSite=Lax";
}

export function forgetConversation(): void {
  for (const name of ["session", "unsent", "unsent-photos", "draft"]) remember(name, null);
}

/** An id no other message has; `randomUUID` exists on secure pages only. */
export function freshId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
