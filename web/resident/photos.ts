/** Photos and papers: made small, kept on the phone until the service has them, then said as one message. */

import { ApiError, call } from "../protocol/http";
import { dropBlob, findBlob, keepBlob } from "./blobs";
import { keepOutbox, type Unsent, type UnsentFile } from "./outbox";
import { shrink } from "./shrink";
import { chat } from "./state";
import { freshId } from "./storage";
import { upload } from "./upload";

const LOST = "这张照片不在手机上了，请重新选一次。";
const MOST_AT_ONCE = 9;

/** Takes what was chosen into the outbox of photos, nine to a message; the caller sends it. */
export async function addPhotos(chosen: File[]): Promise<void> {
  for (let from = 0; from < chosen.length; from += MOST_AT_ONCE) {
    const files = await Promise.all(chosen.slice(from, from + MOST_AT_ONCE).map(keep));
    chat.photos.items.push({ id: freshId(), text: "", files, state: "waiting" });
    keepOutbox(chat.photos);
  }
}

async function keep(file: File): Promise<UnsentFile> {
  const id = freshId();
  await keepBlob(id, await shrink(file));
  return { id, name: file.name, kind: file.type === "application/pdf" ? "pdf" : "image", share: 0 };
}

/** Sends the files, then the message that has them. What the service will not take is put aside with its reason. */
export async function deliverPhotos(item: Unsent, token: string, sent: () => void): Promise<{ message_id: string }> {
  for (const file of [...item.files!]) await sendFile(item, file, token);
  const ids = item.files!.map((file) => file.attachmentId);
  const answer = await call<{ message_id: string }>("POST", "/api/chat/messages", {
    body: { client_message_id: item.id, attachment_ids: ids },
    token,
  });
  sent();
  item.files!.forEach((file) => void dropBlob(file.id));
  return answer;
}

async function sendFile(item: Unsent, file: UnsentFile, token: string): Promise<void> {
  if (file.attachmentId) return;
  try {
    const blob = await findBlob(file.id);
    if (!blob) throw new ApiError(410, "gone", LOST);
    const answer = await upload(blob, file.name, token, (share) => (file.share = share));
    Object.assign(file, { attachmentId: answer.attachment_id, share: 1 });
    keepOutbox(chat.photos);
  } catch (reason) {
    if (!(reason instanceof ApiError) || reason.passing || reason.status === 401 || item.files!.length === 1) throw reason;
    putAside(item, file, reason.message);
  }
}

/** One bad photo does not hold up the others. */
function putAside(item: Unsent, file: UnsentFile, problem: string): void {
  item.files = item.files!.filter((one) => one !== file);
  chat.photos.items.push({ id: freshId(), text: "", files: [file], state: "refused", problem });
  keepOutbox(chat.photos);
}

export function forgetPhotos(item: Unsent): void {
  item.files?.forEach((file) => void dropBlob(file.id));
}
