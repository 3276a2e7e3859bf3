/** What the card says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { texts } from "../src/texts.ts";

test("the language goes by the user's, English where it is not spoken", () => {
  assert.equal(texts("ja").today, "今日");
  assert.equal(texts("ja-JP").today, "今日");
  assert.equal(texts("JA-jp").today, "今日");
  assert.equal(texts("en-GB").today, "Today");
  assert.equal(texts("jam").today, "Today");
  assert.equal(texts("").today, "Today");
});

test("nothing is left empty, and nothing is left in English", () => {
  const [en, ja] = [texts("en"), texts("ja")];
  const kinds = (said: object) =>
    Object.entries(said).map(([key, text]) => `${key}: ${typeof text}`);
  assert.deepEqual(kinds(ja), kinds(en));
  const same = Object.keys(en).filter((key) => {
    const name = key as keyof typeof en;
    const said = [en[name], ja[name]].map((text) =>
      typeof text === "function"
        ? (text as (...of: unknown[]) => string)("x", 3)
        : text,
    );
    assert.ok(
      said.every((text) => text.trim() !== ""),
      key,
    );
    return said[0] === said[1];
  });
  assert.deepEqual(same, ["reacted", "card_name"]);
});
