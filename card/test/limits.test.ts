import assert from "node:assert/strict";
import { test } from "node:test";
import { accepted, length, refusal, takesFiles } from "../src/limits.ts";
import { texts } from "../src/texts.ts";

const words = texts("en");

function limits(...content_types: string[]) {
  return { text_length: 100, file_size: 10, needs_file: false, content_types };
}

function refused(type: string, size: number, ...types: string[]): string {
  const file = new File(["x".repeat(size)], "file", { type });
  return refusal(file, limits(...types), words, "en");
}

test("a room says which files it takes", () => {
  assert.equal(accepted(limits("*/*")), undefined);
  assert.equal(accepted(limits("image/jpeg", "image/png")), "image/jpeg,image/png");
  assert.ok(takesFiles(limits("*/*")));
  assert.ok(!takesFiles(limits()));
});

test("what can be converted is taken, what cannot is not", () => {
  assert.equal(refused("image/webp", 5, "image/jpeg"), "");
  assert.equal(refused("audio/webm", 5, "audio/mp4"), "");
  assert.equal(refused("application/pdf", 5, "image/jpeg"), words.wrong_type);
  assert.equal(refused("application/pdf", 5, "*/*"), "");
  assert.equal(refused("", 5, "image/jpeg"), "");
});

test("only pictures may be too large, for they are scaled down", () => {
  assert.equal(refused("image/png", 50, "*/*"), "");
  assert.equal(refused("video/mp4", 50, "*/*"), words.too_large("10 B"));
});

test("a text is as long as it has characters", () => {
  assert.equal(length("🎉a"), 2);
});
