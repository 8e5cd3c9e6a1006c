import { describe, expect, it } from "vitest";
import { EventParser } from "../protocol/events";

describe("EventParser", () => {
  it("reads id, event and data of several lines", () => {
    const parser = new EventParser();
    expect(parser.push("id: 7\nevent: message\ndata: {\ndata: }\n\n")).toEqual([{ id: "7", event: "message", data: "{\n}" }]);
  });

  it("keeps an unfinished event until the rest comes", () => {
    const parser = new EventParser();
    expect(parser.push("id: 1\nda")).toEqual([]);
    expect(parser.push("ta: 一\n")).toEqual([]);
    expect(parser.push("\nid: 2\ndata: 二\n\n").map((event) => event.data)).toEqual(["一", "二"]);
  });

  it("ignores comments, the retry line and carriage returns", () => {
    const parser = new EventParser();
    expect(parser.push("retry: 2000\n\n: beat\n\ndata: a\r\n\r\n")).toEqual([{ id: "", event: "message", data: "a" }]);
  });
});
