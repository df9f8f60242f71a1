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
  { method = 'GET', body, headers = {}, bearer = null }: Ask,
): Promise<Answer> {
  const started = performance.now();
  const authorization = bearer === null ? {} : { Authorization: `Bearer ${bearer}` };
  const content = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers: { ...authorization, ...content, ...headers } };
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
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
