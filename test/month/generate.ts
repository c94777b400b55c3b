import { type DemoRow, demoRows } from '../../central/demo/generate.ts';
import { person, sender } from '../../central/demo/people.ts';
import { between, pick } from '../../central/demo/random.ts';
import type { Rng } from '../../shared/ports.ts';
import { DAY, MINUTE } from '../../shared/time.ts';
import { rngFor } from '../simulation/chance.ts';

const BEGINNING = Date.UTC(2016, 2, 2, 1);
const REPORTING_DAYS = 22;
/** Shares of all reports that the heaviest senders cause; the rest is reported once or twice. */
const HEAVY = [0.14, 0.054, 0.03, 0.017, 0.012, 0.01, 0.007, 0.006, 0.006, 0.005];
const REPEATED_SENDER = 0.06;
const REPEAT_REPORTER = 0.035;
const CARD_OF_REPORTER = 0.033;

/** Senders as they are reported: few of them by hundreds of people. */
function senders(rng: Rng): () => string {
  const heavy = HEAVY.map((share) => ({ share, number: sender(rng) }));
  const seen: string[] = [];
  return () => {
    let roll = rng.next();
    for (const { share, number } of heavy) {
      roll -= share;
      if (roll < 0) return number;
    }
    if (seen.length > 0 && rng.next() < REPEATED_SENDER) return pick(rng, seen);
    const fresh = sender(rng);
    seen.push(fresh);
    return fresh;
  };
}

/**
 * Reports and cards of March 2016 of the shape of the operator's files: heavy senders, repeat reporters,
 * their cards.
 */
export function generatedRows(
  seed: number,
  counts: { reports: number; cards: number },
): { reports: DemoRow[]; cards: DemoRow[] } {
  const rng = rngFor(seed, 'rows');
  const made = demoRows(rng, BEGINNING + REPORTING_DAYS * DAY, counts);
  const nextSender = senders(rng);
  const reporters: { name: string; phone: string }[] = [];
  const reports = made.reports.map((row, index) => {
    const repeats = reporters.length > 0 && rng.next() < REPEAT_REPORTER;
    const reporter = repeats ? pick(rng, reporters) : person(rng);
    if (!repeats) reporters.push(reporter);
    const reportedAt = BEGINNING + between(rng, 0, (REPORTING_DAYS * DAY) / MINUTE) * MINUTE;
    return {
      ...row,
      report_id: `WX201603${String(index + 1).padStart(8, '0')}`,
      reported_at: new Date(reportedAt).toISOString(),
      reporter_name: reporter.name,
      reporter_phone: reporter.phone,
      reported_number: nextSender(),
      received_at: new Date(reportedAt - between(rng, 3, 2_000) * MINUTE).toISOString(),
    };
  });
  const cards = made.cards.map((row, index) => {
    const holder = rng.next() < CARD_OF_REPORTER ? pick(rng, reporters) : null;
    return {
      ...row,
      card_id: `RN201603${String(index + 1).padStart(6, '0')}`,
      ...(holder && { phone: holder.phone, holder_name: holder.name }),
    };
  });
  return { reports, cards };
}
