import { appHandlers } from './app.ts';
import { boardHandlers } from './board.ts';
import { caseHandlers } from './case.ts';
import type { HandlerContext } from './context.ts';
import { correctionHandlers } from './correction.ts';
import { decisionHandlers } from './decision.ts';
import { diagnosisHandlers } from './diagnosis.ts';
import { libraryHandlers } from './library.ts';
import { lookupHandlers } from './lookup.ts';
import { queueHandlers } from './queue.ts';
import { refusedHandlers } from './refused.ts';
import { resultHandlers } from './result.ts';
import { syncHandlers } from './sync.ts';
import { teamHandlers } from './team.ts';
import type { Handlers } from './wrapper.ts';

/** A handler for every channel. */
export function allHandlers(context: HandlerContext): Handlers {
  return {
    ...appHandlers(context),
    ...libraryHandlers(context),
    ...queueHandlers(context),
    ...boardHandlers(context),
    ...caseHandlers(context),
    ...correctionHandlers(context),
    ...decisionHandlers(context),
    ...lookupHandlers(context),
    ...resultHandlers(context),
    ...syncHandlers(context),
    ...diagnosisHandlers(context),
    ...refusedHandlers(context),
    ...teamHandlers(context),
  };
}
