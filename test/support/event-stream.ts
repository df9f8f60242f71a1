/** A stream of events, as a client sees it. */
import { get, type IncomingMessage } from 'node:http';

export interface EventStream {
  readonly answer: IncomingMessage;
  /** All that came so far. */
  text(): string;
  /** The data of each event so far. */
  events(): unknown[];
  /** Resolves when there comes no more, with the time then, in ms. */
  readonly ended: Promise<number>;
  close(): void;
}

/** Resolves with the head of the answer. */
export function openEventStream(url: string, bearer: string): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { Authorization: `Bearer ${bearer}` } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('error', () => undefined);
      const ended = new Promise<number>((end) => answer.once('close', () => end(performance.now())));
      const events = () =>
        [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1]!) as unknown);
      resolve({ answer, text: () => text, events, ended, close: () => answer.destroy() });
    }).once('error', reject);
  });
}
