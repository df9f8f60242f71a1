/** Answers that are not JSON: pictures, tables, streams of events. The frame sends them, whatever becomes of either end. */
import type { Readable } from 'node:stream';

/** Stands for the content in what a controller returns. */
export interface MediaAnswer {
  readonly mediaType: string;
}

export interface MediaContent {
  readonly content: Buffer | Readable;
  readonly headers: Readonly<Record<string, string>>;
}

const contents = new WeakMap<object, MediaContent>();

/** A whole content, which gets an entity tag. */
export function bytesAnswer(mediaType: string, content: Buffer): MediaAnswer {
  return answer(mediaType, { content, headers: {} });
}

/** A content that is sent while it comes. The source is destroyed when the client leaves before its end. */
export function streamAnswer(
  mediaType: string,
  content: Readable,
  headers: Readonly<Record<string, string>> = {},
): MediaAnswer {
  return answer(mediaType, { content, headers });
}

/** Headers for a content to be kept as a file of this name (RFC 6266), with the name in ASCII for whoever knows no other. */
export function attachment(fileName: string): Record<string, string> {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\/%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return { 'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}` };
}

function answer(mediaType: string, content: MediaContent): MediaAnswer {
  const stand = { mediaType };
  contents.set(stand, content);
  return stand;
}

/** What the answer stands for, or null for an ordinary value. */
export function mediaContentOf(value: unknown): (MediaAnswer & MediaContent) | null {
  const found = typeof value === 'object' && value !== null ? contents.get(value) : undefined;
  return found === undefined ? null : { ...found, mediaType: (value as MediaAnswer).mediaType };
}
