import { approvals } from './approvals.ts';
import { board } from './board.ts';
import { caseText } from './case.ts';
import { common } from './common.ts';
import { decision } from './decision.ts';
import { errors } from './errors.ts';
import { keys } from './keys.ts';
import { plan } from './plan.ts';
import { queue } from './queue.ts';
import { result } from './result.ts';
import { script } from './script.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';

export const zhCN = {
  common,
  session,
  queue,
  board,
  approvals,
  case: caseText,
  decision,
  plan,
  script,
  result,
  status,
  settings,
  keys,
  errors,
};
