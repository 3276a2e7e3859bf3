import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmoji, tamed } from "../src/said.ts";

test("Markdown is left without HTML", () => {
  assert.equal(
    tamed("<img src=x onerror=alert(1)>"),
    "&lt;img src=x onerror=alert(1)>",
  );
  assert.equal(tamed("1 < 2, **bold** <b>"), "1 &lt; 2, **bold** &lt;b>");
});

test("nor does code open a tag, however its ends are misread", () => {
  for (const text of [
    "`<img src=x>`",
    "```\n<script>\n```",
    "`` <b>` <i>`",
    "<!-- `-->`",
  ]) {
    assert.doesNotMatch(tamed(text), /<[a-z/!?]/iu);
  }
});

test("code reads as it was written", () => {
  assert.equal(tamed("`<b>`").replaceAll("\u2060", ""), "`<b>`");
});

test("no picture is loaded from elsewhere", () => {
  assert.doesNotMatch(tamed("![x](https://a.example/p.png) `![y][z]`"), /!\[/u);
});

test("addresses in angle brackets stay addresses", () => {
  assert.equal(tamed("<https://a.example/?b=1>"), "https://a.example/?b=1");
});

test("a few emoji are large, words and numbers are not", () => {
  for (const text of ["🎉", "👍🏽 ❤️", " 👨‍👩‍👧 "]) {
    assert.ok(isEmoji(text), text);
  }
  for (const text of ["", "1", "OK 👍", "🎉🎉🎉🎉", "#"]) {
    assert.ok(!isEmoji(text), text);
  }
});
