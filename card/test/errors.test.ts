/** What the user is told of a failure. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errorCode, errorText } from "../src/errors.ts";
import { texts } from "../src/texts.ts";
import { UploadError, upload } from "../src/upload.ts";
import { CONNECTION_LOST, FakeHome } from "./fake.ts";

const TRANSLATED = {
  code: "service_validation_error",
  message: "Message too long",
  translation_domain: "chat_rooms",
  translation_key: "text_too_long",
  translation_placeholders: { most: "1000" },
};

describe("a failure", () => {
  test("that is translated is told in the user's language", async () => {
    const { hass } = new FakeHome();
    const loaded: string[] = [];
    hass.loadBackendTranslation = async (category, integration) => {
      loaded.push(`${category} ${integration}`);
    };
    hass.localize = (key, values) =>
      loaded.length > 0 ? `${key} ${values?.most}` : "";
    assert.equal(
      await errorText(TRANSLATED, hass, texts("ja")),
      "component.chat_rooms.exceptions.text_too_long.message 1000",
    );
    assert.deepEqual(loaded, ["exceptions chat_rooms"]);
  });

  test("without a translation is told as Home Assistant says it", async () => {
    const { hass } = new FakeHome();
    assert.equal(await errorText(TRANSLATED, hass, texts("ja")), "Message too long");
    const asked: string[] = [];
    hass.localize = (key) => {
      asked.push(key);
      return "";
    };
    for (const part of ["translation_domain", "translation_key"]) {
      const error = { code: "unknown_error", message: "No.", [part]: "chat_rooms" };
      assert.equal(await errorText(error, hass, texts("ja")), "No.");
    }
    assert.deepEqual(asked, []);
    hass.loadBackendTranslation = () => Promise.reject(new Error("lost"));
    assert.equal(await errorText(TRANSLATED, hass, texts("ja")), "Message too long");
  });

  test("of which nobody knows why is told in general words", async () => {
    const { hass } = new FakeHome();
    const said = texts("en");
    for (const error of [CONNECTION_LOST, null, new Error("inner detail"), {}]) {
      assert.equal(await errorText(error, hass, said), said.send_failed);
      assert.equal(errorCode(error), "");
    }
    assert.equal(await errorText({}, hass, said, said.load_failed), said.load_failed);
  });

  test("of an upload says what to do", async () => {
    const home = new FakeHome();
    const said = texts("en");
    const file = new File(["x"], "film.mp4");
    home.uploadStatus = 413;
    const tooLarge = await upload(home.hass, file).catch((error: unknown) => error);
    assert.ok(tooLarge instanceof UploadError);
    assert.equal(await errorText(tooLarge, home.hass, said), said.upload_too_large);
    home.uploadStatus = 500;
    const failed = await upload(home.hass, file).catch((error: unknown) => error);
    assert.equal(await errorText(failed, home.hass, said), said.upload_failed);
  });
});

test("an upload gives the id by which the file can be sent", async () => {
  const home = new FakeHome();
  const fileId = await upload(home.hass, new File(["x"], "photo.jpg"));
  assert.equal(fileId, "file-1");
  assert.deepEqual(home.uploads, ["POST /api/file_upload photo.jpg"]);
});
