/** Inside WeChat's own browser: signing in once, without a question, makes page and chat one conversation. */

import { call } from "../protocol/http";

const MARK = "jiuji.signing-in";
const AGAIN_MS = 10 * 60_000;
const STILL_HERE_MS = 8_000;
const A_YEAR_MS = 365 * 86_400_000;

interface Mark {
  at: number;
  region: string | null;
}

export const inWeChat = (): boolean => /MicroMessenger/i.test(navigator.userAgent);

function readMark(): Mark | null {
  try {
    return JSON.parse(sessionStorage.getItem(MARK) ?? "null") as Mark | null;
  } catch {
    return null;
  }
}

/** False where nothing can be kept: then signing in could go round in circles. */
function writeMark(mark: Mark): boolean {
  try {
    sessionStorage.setItem(MARK, JSON.stringify(mark));
    return readMark() !== null;
  } catch {
    return false;
  }
}

/** The place the page was opened for, before it went away to sign in. */
export const regionBefore = (): string | null => readMark()?.region ?? null;

/** This phone shall not be recognised again in this window. */
export function staySignedOut(): void {
  writeMark({ at: Date.now() + A_YEAR_MS, region: regionBefore() });
}

/** Goes to sign in, if there is where to and it was not tried just now; comes back only when that did not happen. */
export async function goToSignIn(region: string | null): Promise<void> {
  if (!inWeChat() || Date.now() - (readMark()?.at ?? 0) < AGAIN_MS) return;
  const query = region ? `?region=${encodeURIComponent(region)}` : "";
  const doors = await call<{ wechat?: string | null }>("GET", `/api/chat/doors${query}`, { seconds: 4 }).catch(() => null);
  if (!doors?.wechat || !/^\/wechat\/[\w/-]+$/.test(doors.wechat) || !writeMark({ at: Date.now(), region })) return;
  location.replace(doors.wechat);
  await new Promise((resolve) => setTimeout(resolve, STILL_HERE_MS));
}
