import { CentralProcess } from '../../e2e/support/central-process.ts';
import { generatedReports, longCommand, writeRows } from '../central.ts';
import type { Row } from '../report.ts';
import { type Samples, timed } from '../rounds.ts';

/** Parts of the large file that the small one has: what grows with the file shows in the ratio. */
const PARTS = 10;

/** What the import of a file with so many rows costs in a new central, and what the same file costs again. */
async function costsOf(rows: number): Promise<Samples[]> {
  const central = await CentralProcess.create();
  try {
    await central.addUser('agent', 'Agent', 'agent', 'bench-password');
    const file = await writeRows(generatedReports(rows));
    const costs: Samples[] = [];
    for (const name of ['import of 1,000 new reports', 'import of 1,000 known reports']) {
      let peak = 0;
      const took = await timed(async () => {
        peak = await longCommand(central, 'import', 'spam-reports', file);
      });
      process.stderr.write(`${name}, ${rows.toLocaleString('en')} rows: ${Math.round(took / 1_000)} s\n`);
      costs.push({ name, unit: 'ms', values: [(took / rows) * 1_000] });
      costs.push({ name: `memory of the ${name.replace(' 1,000', '')}`, unit: 'MB', values: [peak] });
    }
    return costs;
  } finally {
    await central.dispose();
  }
}

/** What a row of a file costs, and the memory of the import, against a file of a tenth. */
export async function imports(rows: number): Promise<Row[]> {
  const small = await costsOf(Math.ceil(rows / PARTS));
  const large = await costsOf(rows);
  return large.map((measured, index) => ({
    workload: `${measured.name}, ${rows.toLocaleString('en')} rows`,
    measured,
    reference: { ...(small[index] ?? measured), name: `of ${Math.ceil(rows / PARTS).toLocaleString('en')}` },
  }));
}
