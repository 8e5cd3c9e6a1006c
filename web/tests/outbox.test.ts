import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../protocol/http";
import { carryOver, drain, enqueue, nextPause, openOutbox } from "../resident/outbox";

const kept = new Map<string, string>();
vi.stubGlobal("localStorage", {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, value: string) => kept.set(name, value),
  removeItem: (name: string) => kept.delete(name),
});
beforeEach(() => kept.clear());

const offline = new ApiError(0, "network", "网络不通");

describe("outbox", () => {
  it("sends in order and forgets what was stored", async () => {
    const outbox = openOutbox();
    enqueue(outbox, "一");
    enqueue(outbox, "二");
    const sent: string[] = [];
    await drain(outbox, async (item) => (sent.push(item.text), { message_id: item.id }), () => 0);
    expect(sent).toEqual(["一", "二"]);
    expect(kept.get("jiuji.unsent")).toBeUndefined();
  });

  it("takes a double tap as one message", () => {
    const outbox = openOutbox();
    expect(enqueue(outbox, "提交", "c1.x", "m-0")).toBe(true);
    expect(enqueue(outbox, "提交", "c1.x", "m-0")).toBe(false);
    expect(outbox.items).toHaveLength(1);
  });

  it("stops at the first failure of the network, keeps order, and a reload finds everything", async () => {
    const outbox = openOutbox();
    enqueue(outbox, "一");
    enqueue(outbox, "二");
    const deliver = vi.fn().mockRejectedValue(offline);
    expect(await drain(outbox, deliver, () => 0)).toBe(offline);
    expect(deliver).toHaveBeenCalledTimes(1);
    const again = openOutbox();
    expect(again.items.map((item) => [item.text, item.state])).toEqual([["一", "waiting"], ["二", "waiting"]]);
    expect(again.items[0]!.id).toBe(outbox.items[0]!.id);
  });

  it("puts a refused message aside with the reason and goes on", async () => {
    const outbox = openOutbox();
    enqueue(outbox, "坏", "c1.bad");
    enqueue(outbox, "好");
    const refusal = new ApiError(400, "bad_payload", "这个按钮过期了。");
    const deliver = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValue({ message_id: "m" });
    expect(await drain(outbox, deliver, () => 0)).toBeNull();
    expect(outbox.items.map((item) => item.state)).toEqual(["refused", "sent"]);
    expect(outbox.items[0]!.problem).toBe("这个按钮过期了。");
  });

  it("carries unsent words, not taps, into another conversation", () => {
    const outbox = openOutbox();
    enqueue(outbox, "同意", "c1.x", "m-0");
    carryOver(outbox);
    expect(outbox.items).toMatchObject([{ text: "同意", state: "waiting" }]);
    expect(outbox.items[0]!.payload).toBeUndefined();
    expect(outbox.items[0]!.id).not.toBe("m-0");
  });

  it("takes unsent photos along, without what the old conversation has of them", () => {
    const outbox = openOutbox("unsent-photos");
    outbox.items.push({ id: "g1", text: "", state: "waiting", files: [{ id: "f1", name: "证.jpg", share: 1, attachmentId: "a1" }] });
    carryOver(outbox);
    expect(outbox.items).toMatchObject([{ state: "waiting", files: [{ id: "f1", name: "证.jpg", share: 0 }] }]);
    expect(outbox.items[0]!.files![0]!.attachmentId).toBeUndefined();
    expect(openOutbox("unsent-photos").items).toHaveLength(1);
    expect(openOutbox().items).toHaveLength(0);
  });

  it("waits longer each time, and as long as it is told", () => {
    expect([1, 2, 3, 9].map((attempts) => nextPause(attempts, offline))).toEqual([1000, 2000, 4000, 30_000]);
    expect(nextPause(1, new ApiError(429, "too_many", "", null, 12))).toBe(12_000);
  });
});
