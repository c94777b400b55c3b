import type { OpenApi } from '../../central/openapi/document.ts';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const nameOf = (ref: unknown) => String(ref).split('/').at(-1) ?? '';
const manyOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

const PLAIN: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
};

/** A JSON schema as a type of TypeScript. Throws on what it does not know: a generator would guess. */
function typeOf(schema: Json): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  const choices = [...manyOf(schema.anyOf), ...manyOf(schema.oneOf)];
  if (choices.length > 0) return choices.map((each) => `(${typeOf(each)})`).join(' | ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => `(${typeOf({ ...schema, type })})`).join(' | ');
  const all = manyOf(schema.allOf);
  if (all.length > 0) return all.map((each) => `(${typeOf(each)})`).join(' & ');
  if (schema.type === 'array') return `Array<${isJson(schema.items) ? typeOf(schema.items) : 'unknown'}>`;
  if (schema.type === 'object') return objectType(schema);
  if (schema.type === undefined) return 'unknown';
  const plain = PLAIN[String(schema.type)];
  if (!plain) throw new Error(`no type for ${JSON.stringify(schema)}`);
  return plain;
}

function objectType({ properties, required, additionalProperties }: Json): string {
  if (!isJson(properties))
    return `Record<string, ${isJson(additionalProperties) ? typeOf(additionalProperties) : 'unknown'}>`;
  const must = Array.isArray(required) ? required : [];
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `${JSON.stringify(name)}${must.includes(name) ? '' : '?'}: ${isJson(schema) ? typeOf(schema) : 'unknown'}`,
  );
  return `{ ${fields.join('; ')} }`;
}

/** A client of central in TypeScript, made of nothing but its description. */
export function clientSource({ paths, components }: OpenApi): string {
  const types = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const methods = Object.entries(paths).flatMap(([path, ofPath]) =>
    Object.entries(ofPath).map(([method, { operationId, security, requestBody, parameters, responses }]) => {
      const answer = typeOf(responses[200]?.content['application/json']?.schema ?? {});
      const content = isJson(requestBody?.content) ? requestBody.content['application/json'] : null;
      const body = isJson(content) && isJson(content.schema) ? `body: ${typeOf(content.schema)}` : null;
      const query = parameters?.map(({ name, schema }) => `${name}?: ${typeOf(schema as Json)}`).join('; ');
      const takes = body ?? (query ? `query: { ${query} } = {}` : '');
      const sent = [body ? 'body' : 'undefined', query ? 'query' : '{}', String(security.length > 0)];
      const call = [method.toUpperCase(), path].map((each) => JSON.stringify(each)).join(', ');
      return `  ${operationId}(${takes}): Promise<${answer}> { return this.send(${call}, ${sent.join(', ')}); }`;
    }),
  );
  return `${types.join('\n')}
export class Client {
  token = '';
  constructor(readonly url: string) {}
${methods.join('\n')}
  private async send(method: string, path: string, body: unknown, query: object, auth: boolean): Promise<any> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const response = await fetch(this.url + path + '?' + search, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(auth && { authorization: 'Bearer ' + this.token }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error((answer as ErrorBody).error.code);
    return answer;
  }
}
`;
}
