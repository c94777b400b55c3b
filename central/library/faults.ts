import type { DispositionSet } from '../../shared/case/disposition.ts';
import { CaseKind } from '../../shared/case/kinds.ts';
import type { Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Calendar, CallWindow, Policy } from '../../shared/policy/policy.ts';
import { validateScript } from '../../shared/script/validate.ts';

/** No call begins before 08:00 or goes on after 21:00, whatever a policy says. */
const EARLIEST = 8 * 60;
const LATEST = 21 * 60;

const repeated = <T>(values: readonly T[]): T[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

function windowFaults(day: string, windows: readonly CallWindow[]): string[] {
  const ordered = [...windows].sort((a, b) => a.from - b.from);
  return ordered.flatMap((window, index) => {
    const where = `calendar.${day}, ${window.id}`;
    const before = ordered[index - 1];
    return [
      ...(window.from >= window.to ? [`${where}: ends before it begins`] : []),
      ...(window.from < EARLIEST || window.to > LATEST ? [`${where}: calls between 21:00 and 08:00`] : []),
      ...(before && before.to > window.from ? [`${where}: overlaps with ${before.id}`] : []),
    ];
  });
}

function dateFaults(calendar: Calendar): string[] {
  return (['holidays', 'workdays', 'closed'] as const).flatMap((list) =>
    calendar[list]
      .filter((date) => !/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date)))
      .map((date) => `calendar.${list}: "${date}" is no date`),
  );
}

function policyFaults({ calendar }: Policy): string[] {
  const { offsets } = calendar;
  const unordered = offsets.some(({ from }, index) => index > 0 && from <= (offsets[index - 1]?.from ?? 0));
  return [
    ...windowFaults('weekday', calendar.weekday),
    ...windowFaults('weekend', calendar.weekend),
    ...(unordered ? ['calendar.offsets: not in the order of time'] : []),
    ...dateFaults(calendar),
  ];
}

function dispositionFaults(set: DispositionSet, { scripts }: Library): string[] {
  const codes = set.dispositions.map(({ code }) => code);
  const keys = CaseKind.options.flatMap((kind) =>
    repeated(set.dispositions.flatMap(({ favourite }) => favourite[kind] ?? [])).map(
      (key) => `${kind}: the key ${key} stands for two results`,
    ),
  );
  const lost = Object.values(scripts).flatMap((script) =>
    script.steps.flatMap((step) => {
      if (step.type !== 'set') return [];
      const kept = set.dispositions.some(
        ({ code, kinds }) => code === step.disposition && kinds.includes(script.kind),
      );
      return kept
        ? []
        : [`${step.disposition}: missing, but the script ${script.kind} sets it (step ${step.id})`];
    }),
  );
  return [...repeated(codes).map((code) => `${code}: is there twice`), ...keys, ...new Set(lost)];
}

/**
 * Why a document must not be published beside the others of a team's library, one sentence each; empty: it
 * may be.
 */
export function documentFaults(document: LibraryDocument, library: Library): string[] {
  switch (document.type) {
    case 'policy':
      return policyFaults(document.body);
    case 'dispositions':
      return dispositionFaults(document.body, library);
    case 'script':
      return validateScript(document.body, library.dispositions).map(({ code, step }) => `${step}: ${code}`);
  }
}
