import { DEFAULT_DISPOSITIONS } from '../case/default-dispositions.ts';
import { DEFAULT_REAL_NAME_SCRIPT } from '../script/default-real-name.ts';
import { DEFAULT_SPAM_REPORT_SCRIPT } from '../script/default-spam-report.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import type { Library } from './library.ts';

/** What a team works with until it publishes its own: version 1 of every document. */
export const DEFAULT_LIBRARY: Library = {
  policy: DEFAULT_POLICY,
  dispositions: DEFAULT_DISPOSITIONS,
  scripts: { spam_report: DEFAULT_SPAM_REPORT_SCRIPT, real_name: DEFAULT_REAL_NAME_SCRIPT },
};
