import { setImmediate } from 'node:timers/promises';
import { openMatters } from '../../shared/mutation/answers.ts';
import type { Matter } from '../../shared/policy/matters.ts';
import { reportsWithEvidence } from '../db/cases.ts';
import type { Queryable } from '../db/connect.ts';
import { Libraries } from './library.ts';
import { readableCase } from './stored-case.ts';

const PAGE = 50;

/**
 * What waits for a finding on the reports of these numbers, by number. The reports are read and not locked:
 * what is told meanwhile is not among it and stays open.
 */
export async function evidenceAbout(
  db: Queryable,
  numbers: Iterable<string>,
): Promise<Map<string, Matter[]>> {
  const libraries = new Libraries(db);
  const found = new Map<string, Matter[]>();
  for (const number of new Set(numbers)) {
    const matters: Matter[] = [];
    let after: string | null = null;
    do {
      const page: { id: string; doc: unknown }[] = await reportsWithEvidence(db, number, after, PAGE);
      for (const { doc } of page) {
        const subject = readableCase(doc);
        const library = subject && (await libraries.readable(subject.teamId));
        if (library) matters.push(...openMatters(subject, library).filter(isEvidence));
      }
      after = page.length === PAGE ? (page.at(-1)?.id ?? null) : null;
      if (after !== null) await setImmediate();
    } while (after !== null);
    found.set(number, matters);
  }
  return found;
}

const isEvidence = ({ kind }: Matter): boolean => kind === 'new_evidence';
