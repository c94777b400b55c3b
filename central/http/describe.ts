import type { FastifyInstance } from 'fastify';
import { openApi } from '../openapi/document.ts';
import { PAGE_POLICY, pageOf } from '../openapi/page.ts';

/** The contract for programs, and a page of it for people. */
export function describeContract(app: FastifyInstance): void {
  app.get('/openapi.json', async () => openApi());
  app.get('/docs', async (_request, reply) =>
    reply
      .header('content-security-policy', PAGE_POLICY)
      .type('text/html; charset=utf-8')
      .send(pageOf(openApi())),
  );
}
