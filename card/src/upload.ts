/** Files go up beside the WebSocket, whose messages are too small for them. */

import type { HomeAssistant } from "./types.ts";

/** Home Assistant takes no file; `status` is what HTTP says of it. */
export class UploadError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** Hand a file to Home Assistant; return the id by which it can be sent once. */
export async function upload(hass: HomeAssistant, file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file);
  const response = await hass.fetchWithAuth("/api/file_upload", {
    method: "POST",
    body: form,
  });
  if (!response.ok) {
    throw new UploadError(response.status);
  }
  const answer = (await response.json()) as { file_id: string };
  return answer.file_id;
}
