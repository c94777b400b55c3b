import { cpus, platform, release } from 'node:os';
import { median, type Samples } from './rounds.ts';

/** A line of the table: what was measured, and the reference of the same run that it is divided by. */
export interface Row {
  workload: string;
  measured: Samples;
  reference: Samples | null;
}

export interface JsonRow {
  workload: string;
  unit: string;
  median: number;
  low: number;
  high: number;
  reference: string | null;
  referenceMedian: number | null;
  ratio: number | null;
}

const round = (value: number) => Number(value.toPrecision(3));

export function toJson({ workload, measured, reference }: Row): JsonRow {
  const value = median(measured.values);
  const floor = reference === null ? null : median(reference.values);
  return {
    workload,
    unit: measured.unit,
    median: round(value),
    low: round(Math.min(...measured.values)),
    high: round(Math.max(...measured.values)),
    reference: reference?.name ?? null,
    referenceMedian: floor === null ? null : round(floor),
    ratio: floor === null ? null : round(value / floor),
  };
}

/** The machine that the numbers come from, in one line. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, ${platform()} ${release()}, Node ${process.versions.node}`;
}

/** A Markdown table, as the README shows it. */
export function table(rows: readonly JsonRow[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.workload} | ${row.median} ${row.unit} (${row.low}-${row.high}) | ${
        row.reference === null ? '' : `${row.reference}: ${row.referenceMedian} ${row.unit}`
      } | ${row.ratio ?? ''} |`,
  );
  return ['| workload | median (range) | reference, same run | ratio |', '|---|---|---|---|', ...lines].join(
    '\n',
  );
}
