import { type CaseKind, type CaseStage, RealNameStage, SpamReportStage } from './kinds.ts';
import { mayMove, REAL_NAME_MOVES, SPAM_REPORT_MOVES } from './transitions.ts';

/** What leads to a stage, as a reader of the diagram needs it. */
const LEADS_TO: Readonly<Record<CaseStage, string>> = {
  reported: 'nobody has looked into it',
  investigating: 'taken up, or new evidence',
  decided: 'a finding, nobody has the call',
  to_call: 'a call is next',
  in_review: 'a team lead must decide',
  message_requested: 'no more calls, a message instead',
  evidence_awaited: 'holder agrees',
  verifying: 'evidence is in',
  notice: 'refused, unreachable or no calls',
  waiting: 'notice delivered',
  measure_proposed: 'waiting time over, proposed',
  measure_approved: 'a second person approves',
  measure_applied: 'the operator confirms',
  lifted: 'verified, measure taken back',
  closed: 'proof',
};

/** Moves that are made for another reason than most into their stage. */
const BECAUSE: Readonly<Partial<Record<`${CaseStage} ${CaseStage}`, string>>> = {
  'to_call reported': 'the agreed call is over',
  'in_review reported': 'decided, nobody has looked into it',
  'in_review waiting': 'decided, goes on',
  'in_review measure_proposed': 'decided, goes on',
  'in_review lifted': 'decided, the measure is taken back already',
  'measure_proposed waiting': 'declined',
  'measure_proposed measure_applied': 'second measure declined',
  'measure_applied measure_proposed': 'reminded, second measure proposed',
};

/** The way that most cases take, drawn move by move. */
const USUAL: Readonly<Record<CaseKind, readonly CaseStage[]>> = {
  spam_report: ['reported', 'investigating', 'decided', 'to_call', 'closed'],
  real_name: ['to_call', 'evidence_awaited', 'verifying', 'closed'],
};

/** A stage with more ways in than these is drawn as one that is reached from anywhere. */
const FEW = 3;

const wordsOf = (stage: string): string => stage.replaceAll('_', ' ');

function movesInto(kind: CaseKind, stages: readonly CaseStage[], to: CaseStage): string[] {
  const sources = stages.filter((from) => from !== to && mayMove(kind, from, to));
  if (sources.length <= FEW)
    return sources.map((from) => `    ${from} --> ${to} : ${BECAUSE[`${from} ${to}`] ?? LEADS_TO[to]}`);
  const missing = stages.filter((from) => from !== to && !sources.includes(from));
  const but = missing.length > 0 ? ` (not from ${missing.map(wordsOf).join(', ')})` : '';
  return [`    anywhere --> ${to} : ${LEADS_TO[to]}${but}`];
}

/** The state machine of a kind as a Mermaid `stateDiagram-v2`, made from its table of moves. */
export function stateDiagram(kind: CaseKind): string {
  const stages: readonly CaseStage[] =
    kind === 'spam_report' ? SpamReportStage.options : RealNameStage.options;
  const moves: Readonly<Partial<Record<CaseStage, readonly CaseStage[]>>> =
    kind === 'spam_report' ? SPAM_REPORT_MOVES : REAL_NAME_MOVES;
  const [first = 'to_call'] = stages;
  const usual = USUAL[kind].slice(1).flatMap((to, index) => {
    const from = USUAL[kind][index] ?? first;
    return moves[from]?.includes(to) ? [`    ${from} --> ${to}`] : [];
  });
  return [
    'stateDiagram-v2',
    ...stages.map((stage) => `    state "${wordsOf(stage)}" as ${stage}`),
    '    state "any stage" as anywhere',
    `    [*] --> ${first}`,
    ...usual,
    ...stages.flatMap((to) => movesInto(kind, stages, to)),
    '    closed --> [*]',
    ...(moves.lifted ? ['    lifted --> [*]'] : []),
  ].join('\n');
}

const BEGIN = '<!-- states:begin -->';
const END = '<!-- states:end -->';

/** A text with the diagrams of both kinds between its markers; null when it has no markers. */
export function withDiagrams(text: string): string | null {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) return null;
  const drawn = ([title, kind]: [string, CaseKind]) =>
    `**${title}**\n\n\`\`\`mermaid\n${stateDiagram(kind)}\n\`\`\`\n`;
  const both = [drawn(['A spam report', 'spam_report']), drawn(['A card to re-verify', 'real_name'])];
  return `${text.slice(0, begin + BEGIN.length)}\n\n${both.join('\n')}\n${text.slice(end)}`;
}
