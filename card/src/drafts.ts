/** What has been begun to write in each room. It stays as long as the page. */

import type { Message } from "./types.ts";

export interface Draft {
  text: string;
  files: File[];
  reply: Message | null;
}

const drafts = new Map<string, Draft>();

/** Return what has been begun in a room; it may be changed in place. */
export function draftOf(entityId: string): Draft {
  let draft = drafts.get(entityId);
  if (!draft) {
    draft = { text: "", files: [], reply: null };
    drafts.set(entityId, draft);
  }
  return draft;
}
