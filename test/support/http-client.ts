/** Requests that tell everything about their answer, over connections that are kept alive like a server's own. */
import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of the body; undefined when it is not JSON. */
  readonly json: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly milliseconds: number;
}

export interface Ask {
  method?: string;
  body?: unknown;
  /** Instead of a body: URL-encoded. */
  form?: string;
  /** Instead of a body: as it is, with a Content-Type among the headers. */
  content?: string;
  headers?: Record<string, string>;
  /** Instead of the client's own; null for none. */
  bearer?: string | null;
}

export interface HttpClient {
  /** Rejects when there is no complete answer. */
  ask(path: string, ask?: Ask): Promise<Answer>;
  close(): void;
}

export function createHttpClient(url: string, bearer: string | null = null): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return {
    ask: (path, ask = {}) => exchange(new URL(path, url), agent, { bearer, ...ask }),
    close: () => agent.destroy(),
  };
}

function exchange(
  url: URL,
  agent: Agent,
  { method = 'GET', headers = {}, bearer = null, ...ask }: Ask,
): Promise<Answer> {
  const started = performance.now();
  const authorization = bearer === null ? {} : { Authorization: `Bearer ${bearer}` };
  const { type, content } = contentOf(ask);
  const contentType = type === undefined ? {} : { 'Content-Type': type };
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers: { ...authorization, ...contentType, ...headers } };
    const outgoing = send(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const milliseconds = performance.now() - started;
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text,
          json: parse(text),
          milliseconds,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(content);
  });
}

function contentOf({ body, form, content }: Ask): { type?: string; content?: string } {
  if (content !== undefined) return { content };
  if (form !== undefined) return { type: 'application/x-www-form-urlencoded', content: form };
  return body === undefined ? {} : { type: 'application/json', content: JSON.stringify(body) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
