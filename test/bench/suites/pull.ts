import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemIds, systemRng } from '../../../electron/chance.ts';
import { systemClock } from '../../../electron/clock.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import { startWriter } from '../../../electron/sync/writer.ts';
import { CentralProcess } from '../../e2e/support/central-process.ts';
import { importGenerated } from '../central.ts';
import { rawInsert } from '../floors.ts';
import type { Row } from '../report.ts';
import { interleaved, timed } from '../rounds.ts';
import { scratchFolder } from '../scratch.ts';

const PASSWORD = 'bench-password';

/** A new desk's whole initial pull over HTTP into its encrypted file; answers when the desk is complete. */
async function initialPull(server: string): Promise<number> {
  const net = clientNet(server);
  const device = { id: systemIds.uuid(), name: 'bench' };
  const { user, ...tokens } = await net.signIn({ account: 'bench', password: PASSWORD, device });
  const folder = scratchFolder();
  const place = { file: join(folder, 'desk.db'), lockFile: join(folder, 'desk.lock'), key: randomBytes(32) };
  return timed(
    () =>
      new Promise<void>((done) => {
        const writer = startWriter(
          { place, user, server },
          {
            clock: systemClock,
            ids: systemIds,
            rng: systemRng,
            net,
            emit: (event) => {
              if (event.event !== 'status' || event.status.state !== 'online') return;
              writer.close();
              done();
            },
          },
        );
        writer.signedIn(tokens);
      }),
  );
}

/** The first delivery of a desk, against the raw insert of as many rows. */
export async function initialPulls(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of [10_000, 100_000]) {
    const central = await CentralProcess.create();
    try {
      await central.addUser('bench', 'Bench', 'agent', PASSWORD);
      await importGenerated(central, count);
      await central.serve();
      const [measured, reference] = await interleaved(
        [
          { name: 'initial pull', run: () => initialPull(central.url) },
          { name: 'raw insert', run: rawInsert(count) },
        ],
        rounds,
        true,
      );
      if (!measured || !reference) continue;
      const workload = `initial pull of ${count.toLocaleString('en')} cases`;
      rows.push({ workload, measured, reference });
    } finally {
      await central.dispose();
    }
  }
  return rows;
}
