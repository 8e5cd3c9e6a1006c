import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { caseTitle, dayAndTime, span, spelled, stateName } from "../protocol/words";

describe("words", () => {
  it("says dates in Chinese time", () => {
    expect(dayAndTime("2026-11-24T04:00:00Z")).toBe("11月24日周二 12:00");
  });

  it("spells a case number letter by letter", () => {
    expect(spelled("福-7K3")).toBe("福，7，K，3");
  });

  it("never calls a submitted case accepted", () => {
    expect(stateName("submitted")).not.toContain("已受理");
    expect(caseTitle("temporary_aid", "urgent")).toBe("临时救助 · 急难型");
  });

  it("says how long somebody has waited", () => {
    const now = Date.parse("2026-11-24T04:00:00Z");
    expect(span("2026-11-24T03:52:00Z", now)).toBe("8 分钟");
    expect(span("2026-11-22T03:00:00Z", now)).toBe("2 天");
  });
});

describe("package-lock.json", () => {
  it("names no host", () => {
    expect(readFileSync("package-lock.json", "utf8")).not.toContain("http");
  });
});
