import { beforeEach, describe, expect, it, vi } from "vitest";

const kept = new Map<string, string>();
const place = { replace: vi.fn() };
const answer = vi.fn();

vi.stubGlobal("sessionStorage", {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, value: string) => kept.set(name, value),
});
vi.stubGlobal("location", place);
vi.stubGlobal("fetch", answer);

const WECHAT = "Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.44";
const { goToSignIn, regionBefore, staySignedOut } = await import("../resident/wechat");

function browser(userAgent: string, doors: unknown = { wechat: "/wechat/fuquan/page" }): void {
  vi.stubGlobal("navigator", { userAgent });
  answer.mockImplementation(async () => new Response(JSON.stringify(doors), { status: doors ? 200 : 404 }));
}

/** Goes, and does not wait for the page to be gone. */
async function go(region: string | null = null): Promise<void> {
  vi.useFakeTimers();
  const gone = goToSignIn(region);
  await vi.advanceTimersByTimeAsync(10_000);
  await gone;
  vi.useRealTimers();
}

beforeEach(() => {
  kept.clear();
  place.replace.mockClear();
  answer.mockReset();
});

describe("signing in inside WeChat", () => {
  it("asks where to and goes there once", async () => {
    browser(WECHAT);
    await go("522702");
    expect(answer.mock.calls[0]![0]).toBe("/api/chat/doors?region=522702");
    expect(place.replace).toHaveBeenCalledExactlyOnceWith("/wechat/fuquan/page");
    await go("522702");
    expect(place.replace).toHaveBeenCalledTimes(1);
    expect(regionBefore()).toBe("522702");
  });

  it("does nothing in any other browser", async () => {
    browser("Mozilla/5.0 Chrome/140");
    await go();
    expect(answer).not.toHaveBeenCalled();
    expect(place.replace).not.toHaveBeenCalled();
  });

  it("stays where there is no account, and where an address leads away", async () => {
    for (const doors of [null, {}, { wechat: null }, { wechat: "https://elsewhere.example/wechat/page" }, { wechat: "//elsewhere.example" }]) {
      kept.clear();
      browser(WECHAT, doors);
      await go();
    }
    expect(place.replace).not.toHaveBeenCalled();
  });

  it("never goes where nothing can be remembered: it would go round in circles", async () => {
    browser(WECHAT);
    vi.stubGlobal("sessionStorage", { getItem: () => null, setItem: () => undefined });
    await go();
    expect(place.replace).not.toHaveBeenCalled();
    vi.stubGlobal("sessionStorage", { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) });
  });

  it("recognises nobody after this phone was told to forget", async () => {
    browser(WECHAT);
    staySignedOut();
    await go();
    expect(place.replace).not.toHaveBeenCalled();
  });
});
