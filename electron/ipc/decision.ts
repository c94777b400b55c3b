import { CodedError } from '../../shared/errors.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import { may, relationOf } from '../../shared/mutation/access.ts';
import { isFact } from '../../shared/mutation/premise.ts';
import type { NewMutation } from '../sync/messages.ts';
import { afterwards } from './afterwards.ts';
import { caseOf, viewOf } from './case-view.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/**
 * Decisions about a case. Refused ones leave no trace; who may is decided by the mutation, here and again at
 * central.
 */
export function decisionHandlers(context: HandlerContext) {
  const decide = async (decision: NewMutation): Promise<CaseView> => {
    const desk = openDesk(context);
    const { caseId } = decision.args;
    const subject = caseOf(desk, caseId);
    // Of a case that was only looked up the desk takes what happened, by the table; central alone decides.
    const visiting = desk.isVisiting(caseId);
    const relation = relationOf(subject, desk.user, { had: false, visited: visiting });
    if (visiting && !(isFact(decision.name) && may(decision.name, relation, desk.user)))
      throw new CodedError('forbidden');
    const [outcome] = await desk.writer.call('commit', [decision]);
    if (outcome && !outcome.ok) throw new CodedError(outcome.code, outcome.params);
    if (visiting) desk.keepOnScreen(afterwards(desk, subject, decision));
    return viewOf(desk, caseOf(desk, caseId));
  };
  return {
    'case.beginInvestigation': (args) => decide({ name: 'beginInvestigation', args }),
    'case.recordFinding': (args) => decide({ name: 'recordFinding', args }),
    'case.addNumber': (args) => decide({ name: 'addNumber', args }),
    'case.resolveReview': (args) => decide({ name: 'resolveReview', args }),
    'case.proposeMeasure': (args) => decide({ name: 'proposeMeasure', args }),
    'case.decideMeasure': (args) => decide({ name: 'decideMeasure', args }),
    'case.decideAppeal': (args) => decide({ name: 'decideAppeal', args }),
    'case.confirmCalls': (args) => decide({ name: 'confirmCalls', args }),
  } satisfies Partial<Handlers>;
}
