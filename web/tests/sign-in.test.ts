import { afterEach, describe, expect, it, vi } from "vitest";
import { forgetSignIn, recallSignIn } from "../resident/storage";

function withCookies(text: string) {
  const page = { cookie: text };
  vi.stubGlobal("document", page);
  return page;
}

describe("the sign-in with WeChat", () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ["jiuji_signed_in=yes", "yes"],
    ["a=1; jiuji_signed_in=no; b=2", "no"],
    ["", null],
    ["jiuji_signed_in=maybe", null],
    ["other_jiuji_signed_in=yes", null],
    ["jiuji_signed_in=yesterday", null],
  ])("is read from %o", (cookies, expected) => {
    withCookies(cookies);
    expect(recallSignIn()).toBe(expected);
  });

  it("is forgotten once it was used", () => {
    const page = withCookies("jiuji_signed_in=yes");
    forgetSignIn();
    expect(page.cookie).toContain("Max-Age=0");
    expect(recallSignIn()).toBeNull();
  });
});
