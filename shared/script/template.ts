import { Liquid } from 'liquidjs';

const liquid = new Liquid({
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  /** No files: a template cannot include another. */
  templates: {},
  cache: 500,
  parseLimit: 4_000,
  renderLimit: 100,
  memoryLimit: 100_000,
});

/**
 * What a blank leaves on the screen, so that nobody reads a sentence aloud without seeing that something is
 * missing.
 */
function marked(name: string): string {
  return `〔${name}〕`;
}

function withPlaceholders(template: string, variables: Readonly<Record<string, string>>): string {
  return template
    .replaceAll(/\{%.*?%\}/gs, '')
    .replaceAll(/\{\{-?\s*([\w.]*)[^}]*\}\}/g, (_, name: string) =>
      Object.hasOwn(variables, name) ? (variables[name] ?? marked(name)) : marked(name),
    );
}

/**
 * A script's sentence with its variables. Never throws: what cannot be rendered keeps its words, and each
 * unknown variable becomes a marked placeholder.
 */
export function renderText(template: string, variables: Readonly<Record<string, string>>): string {
  try {
    return String(liquid.parseAndRenderSync(template, variables));
  } catch {
    return withPlaceholders(template, variables);
  }
}

/** Names of the variables that a template uses; null when it is not a valid template. */
export function variablesIn(template: string): string[] | null {
  try {
    return liquid.globalVariablesSync(template);
  } catch {
    return null;
  }
}
