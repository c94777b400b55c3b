import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server that is no central of ours. */
export interface Outside {
  readonly url: string;
  /** Connections that anybody opened, whatever they said. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** Starts a server on this machine that answers as told; without an answer a request hangs. */
export async function startOutside(answer: RequestListener): Promise<Outside> {
  const server = createServer(answer);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
