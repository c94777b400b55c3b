import { createHash } from 'node:crypto';
import type { OpenApi, Operation } from './document.ts';
import type { Json } from './schemas.ts';

const STYLE = `:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2.5rem}h3{margin:0;display:inline;font-size:1rem}code{font-family:ui-monospace,monospace}
details{border:1px solid #8886;border-radius:6px;padding:.5rem .8rem;margin:.5rem 0}
summary{cursor:pointer}ul{margin:.2rem 0;padding-left:1.3rem}table{border-collapse:collapse}
td{padding:.2rem .8rem .2rem 0;vertical-align:top}.quiet{opacity:.75}`;

/** The page needs its own style and nothing else: no script, no image, nobody else's server. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const escaped = (text: unknown) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const coded = (text: unknown) => `<code>${escaped(text)}</code>`;
/** Text with words between backquotes as code. */
const prose = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const manyOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

/** Limits and forms of a value, as far as they are told. */
function limitsOf(schema: Json): string {
  const told = ['format', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'default'];
  return told
    .flatMap((name) => (schema[name] === undefined ? [] : `${name} ${JSON.stringify(schema[name])}`))
    .join(', ');
}

function schemaHtml(schema: Json): string {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
  }
  if (schema.const !== undefined) return coded(JSON.stringify(schema.const));
  if (Array.isArray(schema.enum)) return schema.enum.map((each) => coded(JSON.stringify(each))).join(' | ');
  const choices = [...manyOf(schema.anyOf), ...manyOf(schema.oneOf)];
  if (choices.length > 0) return choices.map(schemaHtml).join(' <b>or</b> ');
  if (isJson(schema.items))
    return `list of ${schemaHtml(schema.items)} <span class="quiet">${escaped(limitsOf(schema))}</span>`;
  if (isJson(schema.properties)) return propertiesHtml(schema, schema.properties);
  const limits = limitsOf(schema);
  return `${escaped(schema.type ?? 'anything')}${limits ? ` <span class="quiet">(${escaped(limits)})</span>` : ''}`;
}

function propertiesHtml({ required }: Json, properties: Json): string {
  const must = Array.isArray(required) ? required : [];
  const rows = Object.entries(properties).map(([name, schema]) => {
    const optional = must.includes(name) ? '' : ' <span class="quiet">optional</span>';
    return `<li>${coded(name)}${optional}: ${isJson(schema) ? schemaHtml(schema) : 'anything'}</li>`;
  });
  return `<ul>${rows.join('')}</ul>`;
}

function contentHtml(content: unknown): string {
  const [first] = isJson(content) ? Object.values(content) : [];
  return isJson(first) && isJson(first.schema) ? schemaHtml(first.schema) : '';
}

function operationHtml(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, security, requestBody, parameters = [], responses } = operation;
  const answers = Object.entries(responses).map(
    ([status, { description: said, content }]) =>
      `<tr><td>${coded(status)}</td><td>${prose(said)}</td><td>${contentHtml(content)}</td></tr>`,
  );
  const query = parameters.map(
    ({ name, schema }) => `<li>${coded(name)}: ${isJson(schema) ? schemaHtml(schema) : ''}</li>`,
  );
  return `<details id="${escaped(operationId)}"><summary><h3>${coded(`${method.toUpperCase()} ${path}`)}</h3> ${escaped(summary)}</summary>
<p>${prose(description)}</p><p class="quiet">${coded(operationId)}; ${security.length > 0 ? 'needs a session' : 'needs no session'}</p>
${query.length > 0 ? `<p>Query:</p><ul>${query.join('')}</ul>` : ''}
${requestBody ? `<p>Body: ${contentHtml(requestBody.content)}</p>` : ''}<table>${answers.join('')}</table></details>`;
}

/** The contract to browse, from the same document that programs read. */
export function pageOf({ info, tags, paths, components }: OpenApi): string {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = tags.map(({ name, description }) => {
    const own = all.filter(({ operation }) => operation.tags.includes(name));
    const operations = own.map(({ method, path, operation }) => operationHtml(method, path, operation));
    return `<h2>${escaped(name)}</h2><p>${prose(description)}</p>${operations.join('')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${escaped(name)}"><summary><h3>${escaped(name)}</h3></summary>${schemaHtml(schema)}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(info.title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>${escaped(info.title)} ${escaped(info.version)}</h1><p>${prose(info.description)}</p>
<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1)</p>${groups.join('')}
<h2>Schemas</h2>${schemas.join('')}</body></html>`;
}
