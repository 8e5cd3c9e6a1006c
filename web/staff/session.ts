/** Who is signed in, and where in the console they are (`#/talk/ID`, `#/cases`, `#/cases/NUMBER`, `#/audit`). */

import { ElMessage } from "element-plus/es/components/message/index";
import { reactive } from "vue";
import { ApiError } from "../protocol/http";
import { api } from "./api";
import type { Me, TotpSetup, Welcome } from "./types";

interface Session {
  state: "looking" | "out" | "setup" | "in";
  me: Me | null;
  totp: TotpSetup | null;
  /** The one-time password just used, so that it need not be typed twice; gone after the setup. */
  password: string;
  place: string[];
  words: string;
}

const here = () => location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);

export const session: Session = reactive({
  state: "looking",
  me: null,
  totp: null,
  password: "",
  place: here(),
  words: "",
});

window.addEventListener("hashchange", () => (session.place = here()));

export function goTo(...place: string[]): void {
  location.hash = `/${place.map(encodeURIComponent).join("/")}`;
}

export const may = (permission: string): boolean => session.me?.permissions.includes(permission) ?? false;

export function welcome(answer: Welcome, password = ""): void {
  session.me = answer.me;
  session.totp = answer.totp;
  session.password = answer.me.ready ? "" : password;
  session.state = answer.me.ready ? "in" : "setup";
}

/** Is a session open already? One whose setup was never finished starts again with the sign-in. */
export async function lookIn(): Promise<void> {
  try {
    const me = await api.me();
    session.me = me;
    session.state = me.ready ? "in" : "out";
  } catch (reason) {
    session.state = "out";
    if (reason instanceof ApiError && reason.status !== 401) session.words = reason.message;
  }
}

export function leave(words = ""): void {
  Object.assign(session, { state: "out", me: null, totp: null, password: "", words });
}

/** Shows a failure in its own words; a session that has ended leads to the sign-in. */
export function report(reason: unknown): void {
  const error = reason instanceof ApiError ? reason : null;
  if (error?.status === 401) leave("登录已过期，请重新登录。没发出的话还在这个窗口里。");
  else ElMessage({ type: "error", message: error?.message ?? "没有成功，请再试。", grouping: true, duration: 6000 });
}

/** Runs a call and reports its failure; true when it succeeded. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (reason) {
    report(reason);
    return false;
  }
}
