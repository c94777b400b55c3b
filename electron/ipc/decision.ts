import { CodedError } from '../../shared/errors.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import type { NewMutation } from '../sync/messages.ts';
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
    // A case that was only looked up is not this desk's to decide about.
    if (desk.isVisiting(caseId)) throw new CodedError('forbidden');
    caseOf(desk, caseId);
    const [outcome] = await desk.writer.call('commit', [decision]);
    if (outcome && !outcome.ok) throw new CodedError(outcome.code, outcome.params);
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
