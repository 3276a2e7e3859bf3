/** Times, names and texts as people read them. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  clock,
  dayKey,
  dayLabel,
  duration,
  fileSize,
  hue,
  initials,
  linked,
  shortMoment,
  summary,
} from "../src/format.ts";
import { texts } from "../src/texts.ts";
import { FakeHome, message } from "./fake.ts";

const en = texts("en");
const ja = texts("ja");

function at(zone: string, time_format = "24", language = "en") {
  const { hass } = new FakeHome();
  return {
    ...hass,
    language,
    config: { ...hass.config, time_zone: zone },
    locale: { language, time_format, time_zone: "server" },
  };
}

describe("days", () => {
  const tokyo = at("Asia/Tokyo");
  const now = Date.parse("2026-11-22T16:00:00Z");

  test("go by the time zone that the user has chosen", () => {
    const [late, early] = ["2026-11-22T14:59:00Z", "2026-11-22T15:00:00Z"];
    assert.notEqual(dayKey(late, tokyo), dayKey(early, tokyo));
    assert.equal(dayKey(late, at("UTC")), dayKey(early, at("UTC")));
    const local = { ...tokyo, locale: { ...tokyo.locale, time_zone: "local" } };
    const here = new Intl.DateTimeFormat("en").format(Date.parse(late));
    assert.equal(dayKey(late, local), here);
  });

  test("are today, yesterday, or a date", () => {
    const label = (moment: string, said = en) => dayLabel(moment, tokyo, said, now);
    assert.equal(label("2026-11-22T15:30:00Z"), "Today");
    assert.equal(label("2026-11-22T14:30:00Z"), "Yesterday");
    assert.equal(label("2026-11-21T14:30:00Z"), "Saturday, November 21");
    assert.equal(label("2024-11-20T00:00:00Z"), "Wednesday, November 20, 2024");
    assert.equal(label("2026-11-22T14:30:00Z", ja), "昨日");
    assert.equal(
      dayLabel("2026-11-20T00:00:00Z", at("Asia/Tokyo", "24", "ja"), ja, now),
      "11月20日金曜日",
    );
  });

  test("are right where the clocks change", () => {
    const berlin = at("Europe/Berlin");
    const label = (moment: string, then: string) =>
      dayLabel(moment, berlin, en, Date.parse(then));
    // 25 October 2026 has 25 hours, 29 March 2026 has 23.
    assert.equal(label("2026-10-24T12:00:00Z", "2026-10-25T22:30:00Z"), "Yesterday");
    assert.equal(label("2026-03-29T12:00:00Z", "2026-03-29T22:30:00Z"), "Yesterday");
    assert.equal(
      label("2026-03-28T22:30:00Z", "2026-03-29T22:30:00Z"),
      "Saturday, March 28",
    );
  });

  test("are short in lists", () => {
    const short = (moment: string) => shortMoment(moment, tokyo, en, now);
    assert.equal(short("2026-11-22T15:30:00Z"), "00:30");
    assert.equal(short("2026-11-22T14:30:00Z"), "Yesterday");
    assert.equal(short("2026-11-20T00:00:00Z"), "Nov 20");
  });
});

describe("a time of the day", () => {
  const noon = "2026-11-22T03:05:00Z";
  const midnight = "2026-11-22T15:05:00Z";

  test("has as many hours as the user has chosen", () => {
    assert.equal(clock(noon, at("Asia/Tokyo", "24")), "12:05");
    assert.equal(clock(midnight, at("Asia/Tokyo", "24")), "00:05");
    assert.match(clock(midnight, at("Asia/Tokyo", "12")), /^12:05\sAM$/);
    assert.match(clock(noon, at("Asia/Tokyo", "12", "de")), /^12:05\sPM$/);
  });

  test("goes by the language, or by the browser", () => {
    assert.match(clock(midnight, at("Asia/Tokyo", "language")), /AM$/);
    assert.equal(clock(midnight, at("Asia/Tokyo", "language", "ja")), "0:05");
    const { hour12 } = new Intl.DateTimeFormat(undefined, {
      hour: "numeric",
    }).resolvedOptions();
    const wanted = clock(midnight, at("Asia/Tokyo", hour12 ? "12" : "24", "ja"));
    assert.equal(clock(midnight, at("Asia/Tokyo", "system", "ja")), wanted);
  });
});

test("initials are one or two letters", () => {
  assert.equal(initials("Taro Yamada"), "TY");
  assert.equal(initials("anna maria de souza"), "AS");
  assert.equal(initials("太郎"), "太");
  assert.equal(initials("  “Oma” "), "O");
  assert.equal(initials("👩‍👩‍👧 Family"), "F");
  assert.equal(initials("🎉"), "?");
  assert.equal(initials(""), "?");
});

test("a colour stays with its id", () => {
  assert.equal(hue("taro"), hue("taro"));
  const hues = new Set(["taro", "hanako", "jiro", "a", "b"].map(hue));
  assert.equal(hues.size, 5);
  for (const found of hues) {
    assert.ok(found >= 0 && found < 360);
  }
});

test("sizes and lengths are short", () => {
  assert.equal(fileSize(0, "en"), "0 B");
  assert.equal(fileSize(1023, "en"), "1,023 B");
  assert.equal(fileSize(1536, "en"), "1.5 KB");
  assert.equal(fileSize(1536, "de"), "1,5 KB");
  assert.equal(fileSize(20.4 * 1024 * 1024, "en"), "20 MB");
  assert.equal(fileSize(10.4 * 1024, "en"), "10 KB");
  assert.equal(fileSize(5000 * 1024 ** 3, "en"), "5,000 GB");
  assert.equal(duration(5.4), "0:05");
  assert.equal(duration(65), "1:05");
  assert.equal(duration(3600), "60:00");
});

describe("addresses in a text", () => {
  const hrefs = (text: string) =>
    linked(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

  test("are cut out of it, and nothing is lost", () => {
    const text = "see https://example.com/a?b=c#d, or http://b.example.";
    const pieces = linked(text);
    assert.deepEqual(pieces, [
      { text: "see " },
      { text: "https://example.com/a?b=c#d", href: "https://example.com/a?b=c#d" },
      { text: ", or " },
      { text: "http://b.example", href: "http://b.example" },
      { text: "." },
    ]);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
    assert.deepEqual(
      linked("http://a.example http://b.example").map((piece) => piece.text),
      ["http://a.example", " ", "http://b.example"],
    );
    assert.deepEqual(linked(""), []);
    assert.deepEqual(linked("nothing"), [{ text: "nothing" }]);
  });

  test("are of a few kinds only", () => {
    assert.deepEqual(hrefs("mailto:a@example.com tel:+81312345678"), [
      "mailto:a@example.com",
      "tel:+81312345678",
    ]);
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "ftp://example.com",
      "vbscript:x",
      "xhttps://",
      "https://",
      "https://[",
      "tel:",
      "mailto:",
      "www.example.com",
    ]) {
      assert.deepEqual(hrefs(text), [], text);
    }
  });

  test("end where a sentence goes on", () => {
    assert.deepEqual(hrefs("(https://example.com/a)"), ["https://example.com/a"]);
    assert.deepEqual(hrefs("https://example.com/a_(b)"), ["https://example.com/a_(b)"]);
    assert.deepEqual(hrefs("https://example.com/?!…"), ["https://example.com/"]);
    assert.deepEqual(hrefs("「https://example.com/a」です"), ["https://example.com/a"]);
    assert.deepEqual(hrefs("https://example.com/a。次は"), ["https://example.com/a"]);
    assert.deepEqual(hrefs('<a href="https://example.com/a">'), [
      "https://example.com/a",
    ]);
  });
});

describe("a message in one line", () => {
  test("is what was said", () => {
    assert.equal(summary(message(1, { text: "one\n two " }), en), "one two");
    const titled = message(1, { title: "Lunch", text: "at noon" });
    assert.equal(summary(titled, en), "Lunch at noon");
  });

  test("is else what it is", () => {
    const silent = (change: Parameters<typeof message>[1]) =>
      summary(message(1, { text: "", ...change }), en);
    const kinds = {
      text: "Message",
      image: "Photo",
      audio: "Voice message",
      video: "Film",
      file: "File",
      stamp: "Stamp",
      location: "Place",
      like: "Like",
      sensor: "Sensor",
      system: "Notice",
    } as const;
    for (const [kind, word] of Object.entries(kinds)) {
      assert.equal(silent({ kind: kind as keyof typeof kinds }), word);
    }
    const location = { latitude: 1, longitude: 2, name: "Home" };
    assert.equal(silent({ kind: "location", location }), "Home");
    const file = {
      id: "a",
      name: "plan.pdf",
      content_type: "application/pdf",
      size: 1,
      media_content_id: "",
      path: "",
      preview: false,
    };
    assert.equal(silent({ kind: "file", attachments: [file] }), "plan.pdf");
    assert.equal(silent({ kind: "image", attachments: [file] }), "Photo");
    assert.equal(silent({ kind: "new one" as "text" }), "Message");
  });

  test("says nothing more of a deleted one", () => {
    const gone = message(1, { deleted: true, text: "secret" });
    assert.equal(summary(gone, en), "This message was deleted");
  });
});
