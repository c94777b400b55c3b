import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to one exchange. `drop_request`: central never hears of it; `drop_response`: central did it,
 * the answer is lost; `cut_body`: half of the answer arrives; `html`: a captive portal answers instead;
 * `too_many`: central has more requests of this desk than it takes.
 */
export type Fault = 'none' | 'drop_request' | 'drop_response' | 'cut_body' | 'html' | 'too_many';

export interface FaultyProxy {
  readonly url: string;
  /** Decides per request; `none` until set. */
  fault: (path: string) => Fault;
  /** Hears every answer of central before it is passed on. */
  heard: (path: string, body: string) => void;
  /** Paths of the requests so far. */
  readonly seen: string[];
  stop(): Promise<void>;
}

/** A loopback proxy before a real central that does what bad networks do. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    proxy.seen.push(path);
    const fault = proxy.fault(path);
    if (fault === 'drop_request') incoming.socket.destroy();
    else if (fault === 'html') answerHtml(outgoing);
    else if (fault === 'too_many') refuse(outgoing);
    else forward(new URL(path, target), incoming, outgoing, fault, (body) => proxy.heard(path, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${port}`,
    fault: () => 'none',
    heard: () => undefined,
    seen: [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

function answerHtml(outgoing: ServerResponse): void {
  outgoing.writeHead(200, { 'content-type': 'text/html' });
  outgoing.end('<!doctype html><title>Welcome</title><p>Please sign in to this network</p>');
}

function refuse(outgoing: ServerResponse): void {
  outgoing.writeHead(429, { 'content-type': 'application/json' });
  const error = { code: 'rate_limited', params: { seconds: 1 }, requestId: randomUUID() };
  outgoing.end(JSON.stringify({ error }));
}

function forward(
  to: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault,
  heard: (body: string) => void,
): void {
  const passed = request(to, { method: incoming.method, headers: incoming.headers }, (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.on('end', () => {
      const body = Buffer.concat(parts);
      heard(body.toString('utf8'));
      if (fault === 'drop_response') {
        incoming.socket.destroy();
        return;
      }
      const { 'transfer-encoding': _, ...headers } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length });
      if (fault === 'cut_body')
        outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
      else outgoing.end(body);
    });
  });
  passed.on('error', () => incoming.socket.destroy());
  incoming.pipe(passed);
}
