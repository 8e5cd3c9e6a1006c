/** Sends one file piece by piece: after a broken connection it goes on where the service has got to. */

import { ApiError, call } from "../protocol/http";

export interface Attached {
  attachment_id: string;
  kind: string;
  state: string;
}
interface Opened {
  upload_id: string;
  offset: number;
  chunk: number;
}
type Answer = Attached | { offset: number };

/** A slow connection needs its time for a piece. */
const PIECE_SECONDS = 90;

export async function upload(blob: Blob, name: string, token: string, told: (share: number) => void): Promise<Attached> {
  if (typeof crypto.subtle?.digest !== "function") return sendWhole(blob, name, token);
  const body = { size: blob.size, digest: await digestOf(blob) };
  const opened = await call<Opened>("POST", "/api/chat/uploads", { body, token });
  let offset = opened.offset;
  for (;;) {
    told(blob.size ? offset / blob.size : 0);
    const answer = await sendPiece(opened, blob, offset, token);
    if ("attachment_id" in answer) return answer;
    offset = answer.offset;
  }
}

async function sendPiece(opened: Opened, blob: Blob, offset: number, token: string): Promise<Answer> {
  const body = blob.slice(offset, offset + opened.chunk, "application/octet-stream");
  try {
    return await call<Answer>("PATCH", `/api/chat/uploads/${opened.upload_id}`, {
      body, token, seconds: PIECE_SECONDS, headers: { "Upload-Offset": String(offset) },
    });
  } catch (reason) {
    const there = reason instanceof ApiError && reason.status === 409 ? Number(reason.fields.offset) : NaN;
    if (Number.isNaN(there) || there === offset) throw reason;
    return { offset: there };
  }
}

/** Pages that are not served securely cannot compute digests: all at once then. */
function sendWhole(blob: Blob, name: string, token: string): Promise<Attached> {
  const body = new FormData();
  body.append("file", blob, name);
  return call<Attached>("POST", "/api/chat/attachments", { body, token, seconds: PIECE_SECONDS });
}

async function digestOf(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await new Response(blob).arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
