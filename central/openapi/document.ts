import { ROUTES, type RouteName } from '../../shared/api/routes.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { statusOf } from '../http/errors.ts';
import manifest from '../package.json';
import { ANY_ROUTE, ERRORS, OPERATIONS } from './operations.ts';
import { type Contract, contract, type Json } from './schemas.ts';

/** Everything that is said of one method of one path. */
export interface Operation {
  operationId: RouteName;
  summary: string;
  description: string;
  tags: string[];
  security: Json[];
  parameters?: Json[];
  requestBody?: Json;
  responses: Record<string, { description: string; content: Record<string, { schema: Json }> }>;
}

export interface OpenApi {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  jsonSchemaDialect: string;
  servers: { url: string; description: string }[];
  security: Json[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Json; schemas: Record<string, Json> };
}

const body = (schema: Json, type = 'application/json') => ({ [type]: { schema } });

/** The refusals of a route by status, each with its codes in words. */
function refusals(codes: readonly ErrorCode[], { error }: Contract): Operation['responses'] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => {
      const description = those.map((code) => `\`${code}\`: ${ERRORS[code] ?? code}.`).join(' ');
      return [status, { description, content: body(error) }];
    }),
  );
}

function parametersOf(request: Json, schemas: Contract['components']): Json[] {
  const { properties = {} } = (schemas[String(request.$ref).split('/').at(-1) ?? ''] ?? {}) as {
    properties?: Record<string, Json>;
  };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function operationOf(name: RouteName, made: Contract): Operation {
  const { method, auth } = ROUTES[name];
  const { tag, summary, description, answer, errors } = OPERATIONS[name];
  const lines = name === 'pull' ? body({ type: 'string' }, 'application/x-ndjson') : {};
  const ok = { description: `${answer}.`, content: { ...body(made.responseOf(name)), ...lines } };
  const responses: Operation['responses'] = { 200: ok, ...refusals([...ANY_ROUTE, ...errors], made) };
  if (name === 'health') responses[503] = { ...ok, description: 'It cannot.' };
  const request = made.requestOf(name);
  return {
    operationId: name,
    summary,
    description,
    tags: [tag],
    security: auth ? [{ session: [] }] : [],
    ...(name === 'outcomes' && { parameters: parametersOf(request, made.components) }),
    ...(method === 'POST' && { requestBody: { required: true, content: body(request) } }),
    responses,
  };
}

let known: OpenApi | null = null;

/** The whole contract as OpenAPI, made from what the server itself checks. */
export function openApi(): OpenApi {
  known ??= made();
  return known;
}

function made(): OpenApi {
  const schemas = contract();
  const paths: OpenApi['paths'] = {};
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const { path, method } = ROUTES[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Callback Desk central',
      version: manifest.version,
      description:
        'What desks and other systems say to central. Moments are milliseconds since 1970 in UTC. Every refusal has a ' +
        'code and the id of the request. Readers ignore what they do not know: a newer central may say more.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/', description: 'This central' }],
    security: [{ session: [] }],
    tags: [
      { name: 'Other systems', description: 'For accounts with the role `integration`, and admins.' },
      { name: 'Sessions', description: 'Signing in, for people and systems alike.' },
      { name: 'Desks', description: 'For people at a desk; docs/protocol.md says how these go together.' },
      { name: 'Operation', description: 'For whoever runs central.' },
    ],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'The access token of a session.' },
      },
      schemas: schemas.components,
    },
  };
}
