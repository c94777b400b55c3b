import type { Rng } from '../../shared/ports.ts';
import { DAY, HOUR, MINUTE } from '../../shared/time.ts';
import { type DemoPerson, person, sender } from './people.ts';
import { between, digits, pick } from './random.ts';
import { SPAM_TEXTS } from './spam-texts.ts';

/** Rows of the shape that `import` reads from CSV files: column name to cell. */
export type DemoRow = Record<string, string>;

export interface DemoRows {
  reports: DemoRow[];
  cards: DemoRow[];
  findings: DemoRow[];
}

const EVIDENCE = ['id_front', 'id_back', 'holding_photo', 'id_check'] as const;
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  confirmed: ['closed', 'warned', 'outgoing_barred'],
  insufficient: [''],
  other_network: ['referred_to_mobile', 'referred_to_unicom', 'referred_to_telecom', 'referred_to_12321'],
};
const CATEGORIES = Object.keys(SPAM_TEXTS);

const iso = (at: number) => new Date(at).toISOString();
const day = (at: number) => iso(at).slice(0, 10);

/** Somebody new, or (so often) one of those who are known already. */
function somebody(rng: Rng, known: DemoPerson[], again: number): DemoPerson {
  if (known.length > 0 && rng.next() < again) return pick(rng, known);
  const fresh = person(rng);
  known.push(fresh);
  return fresh;
}

/**
 * Reports of the last days; a quarter of them repeat a sender that was reported before, and some people
 * report repeatedly.
 */
function reports(rng: Rng, people: DemoPerson[], count: number, now: number): DemoRow[] {
  const senders: string[] = [];
  return Array.from({ length: count }, (_, index) => {
    const reporter = somebody(rng, people, 0.12);
    const known = senders.length > 0 && rng.next() < 0.25;
    const reportedNumber = known ? pick(rng, senders) : sender(rng);
    if (!known) senders.push(reportedNumber);
    const reportedAt = now - between(rng, 2 * HOUR, 9 * DAY);
    const category = pick(rng, CATEGORIES);
    return {
      report_id: `WX${day(reportedAt).replaceAll('-', '')}${String(index + 1).padStart(5, '0')}`,
      reported_at: iso(reportedAt),
      channel: rng.next() < 0.8 ? 'wechat' : 'app',
      reporter_name: reporter.name,
      reporter_phone: reporter.phone,
      reported_number: reportedNumber,
      received_at: iso(reportedAt - between(rng, 3 * MINUTE, 20 * HOUR)),
      category: rng.next() < 0.85 ? category : '',
      content: pick(rng, SPAM_TEXTS[category] ?? []).replace(/#/g, () => digits(rng, 1)),
    };
  });
}

/**
 * Cards, a few of people who have reported something; each third is a risky one, which waits less long
 * between notice and measure.
 */
function cards(rng: Rng, people: DemoPerson[], count: number, now: number): DemoRow[] {
  return Array.from({ length: count }, (_, index) => {
    const holder = somebody(rng, people, 0.06);
    const missing = EVIDENCE.filter(() => rng.next() < 0.55);
    const soldAt = now - between(rng, 300 * DAY, 1_400 * DAY);
    const channel = pick(rng, ['dealer', 'dealer', 'online', 'app']);
    return {
      card_id: `RN${day(now).slice(0, 4)}${String(index + 1).padStart(6, '0')}`,
      phone: holder.phone,
      holder_name: holder.name,
      sold_on: day(soldAt),
      channel,
      dealer_id: channel === 'dealer' ? `D${digits(rng, 4)}` : '',
      missing: (missing.length > 0 ? missing : ['id_check']).join(';'),
      city: holder.city,
      risk: index % 3 === 0 ? 'high' : '',
      id_last_four: `${String((index * 7_919) % 1_000).padStart(3, '0')}${index % 11 === 10 ? 'X' : index % 11}`,
    };
  });
}

/**
 * Findings for most reported numbers, decided after their last report; the rest is still under investigation.
 */
function findings(rng: Rng, reported: readonly DemoRow[], now: number): DemoRow[] {
  const lastReport = new Map<string, number>();
  for (const row of reported) {
    const number = row.reported_number ?? '';
    lastReport.set(number, Math.max(lastReport.get(number) ?? 0, Date.parse(row.reported_at ?? '')));
  }
  return [...lastReport].flatMap(([number, reportedAt]) => {
    if (rng.next() < 0.12) return [];
    const roll = rng.next();
    const finding = roll < 0.7 ? 'confirmed' : roll < 0.88 ? 'insufficient' : 'other_network';
    return [
      {
        reported_number: number,
        finding,
        action: pick(rng, ACTIONS[finding] ?? ['']),
        decided_at: iso(Math.min(now - 20 * MINUTE, reportedAt + between(rng, HOUR, 36 * HOUR))),
      },
    ];
  });
}

/**
 * Everything that a demo day starts from; `now` in milliseconds. The same seed and time give the same rows.
 */
export function demoRows(rng: Rng, now: number, counts: { reports: number; cards: number }): DemoRows {
  const people: DemoPerson[] = [];
  const reported = reports(rng, people, counts.reports, now);
  return {
    reports: reported,
    cards: cards(rng, people, counts.cards, now),
    findings: findings(rng, reported, now),
  };
}
