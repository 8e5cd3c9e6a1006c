import { afterEach, describe, expect, it, vi } from "vitest";
import { upload } from "../resident/upload";

/** A service that has a file up to `has` and takes pieces of four bytes; `breaks` lists calls that lose the network. */
function service(options: { has?: number; breaks?: number[]; refuses?: [number, object] } = {}) {
  let got = options.has ?? 0;
  let calls = 0;
  const pieces: string[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: { method: string; headers: Record<string, string>; body: Blob | string }) => {
    calls += 1;
    if (options.breaks?.includes(calls)) throw new TypeError("network");
    if (options.refuses) return Response.json(options.refuses[1], { status: options.refuses[0] });
    if (init.method === "POST") return Response.json({ upload_id: "u1", offset: got, chunk: 4 }, { status: 201 });
    const offset = Number(init.headers["Upload-Offset"]);
    if (offset !== got) return Response.json({ error: { code: "conflict", message: "", fields: { offset: String(got) } } }, { status: 409 });
    const piece = await (init.body as Blob).text();
    pieces.push(piece);
    got += piece.length;
    const whole = got === 10;
    return whole ? Response.json({ attachment_id: "a1", kind: "image", state: "stored" }, { status: 201 }) : Response.json({ offset: got });
  });
  return { pieces };
}

const blob = new Blob(["0123456789"], { type: "image/jpeg" });
afterEach(() => vi.unstubAllGlobals());

describe("upload", () => {
  it("sends piece by piece and tells how far it is", async () => {
    const { pieces } = service();
    const shares: number[] = [];
    const attached = await upload(blob, "a.jpg", "token", (share) => shares.push(share));
    expect(pieces).toEqual(["0123", "4567", "89"]);
    expect(attached.attachment_id).toBe("a1");
    expect(shares).toEqual([0, 0.4, 0.8]);
  });

  it("goes on where the service has got to", async () => {
    const { pieces } = service({ has: 8 });
    await upload(blob, "a.jpg", "token", () => undefined);
    expect(pieces).toEqual(["89"]);
  });

  it("a broken connection is an error that passes, and the next try repeats nothing", async () => {
    const { pieces } = service({ breaks: [3] });
    await expect(upload(blob, "a.jpg", "token", () => undefined)).rejects.toMatchObject({ passing: true });
    expect(pieces).toEqual(["0123"]);
    await upload(blob, "a.jpg", "token", () => undefined);
    expect(pieces).toEqual(["0123", "4567", "89"]);
  });

  it("a refusal comes with the words of the service", async () => {
    service({ refuses: [413, { error: { code: "too_large", message: "照片太大了，最大 10 MB。" } }] });
    await expect(upload(blob, "a.jpg", "token", () => undefined)).rejects.toMatchObject({ message: "照片太大了，最大 10 MB。", passing: false });
  });
});
