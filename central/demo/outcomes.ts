import type { Case } from '../../shared/case/case.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Rng } from '../../shared/ports.ts';
import { pick } from './random.ts';

/** Results and how often they come, out of a hundred or so. */
const WEIGHTS: Readonly<Record<CaseKind, readonly (readonly [disposition: string, weight: number])[]>> = {
  spam_report: [
    ['FB_OK', 42],
    ['NOANS', 17],
    ['LATER', 8],
    ['BUSY', 6],
    ['OFF', 6],
    ['FB_DISPUTE', 5],
    ['REJECT', 4],
    ['FB_MORE', 3],
    ['VACANT', 3],
    ['WRONG', 2],
    ['UNREACH', 2],
    ['DNC', 1],
    ['LINE', 1],
  ],
  real_name: [
    ['RN_AGREE', 24],
    ['NOANS', 18],
    ['RN_OK', 13],
    ['RN_SENT', 9],
    ['LATER', 8],
    ['OFF', 7],
    ['RN_REFUSE', 5],
    ['BUSY', 5],
    ['RN_DONE', 4],
    ['RN_OTHER', 3],
    ['REJECT', 3],
    ['RN_FAIL', 2],
  ],
};
const UNREACHED = ['NOANS', 'OFF', 'UNREACH', 'NOANS', 'REJECT'];

/** The first results of each kind, so that every stage occurs however the dice fall. */
const FIRST: Readonly<Record<CaseKind, readonly string[]>> = {
  spam_report: ['FB_DISPUTE', 'FB_MORE', 'DNC', 'FB_OK', 'COMPLAIN', 'LANG', 'DNC', 'FB_OK'],
  real_name: [
    ...['RN_REFUSE', 'RN_REFUSE', 'RN_SENT', 'RN_REFUSE', 'RN_REFUSE', 'RN_REFUSE', 'RN_AGREE', 'RN_REFUSE'],
    ...[
      'RN_REFUSE',
      'RN_REFUSE',
      'RN_OK',
      'RN_REFUSE',
      'RN_REFUSE',
      'RN_OTHER',
      'COMPLAIN',
      'RN_SENT',
      'RN_FAIL',
    ],
  ],
};

const NOTES: Readonly<Record<string, readonly string[]>> = {
  FB_OK: ['', '', '对处理结果表示满意', '机主表示近期未再收到', '感谢回访，希望继续治理'],
  FB_MORE: ['机主又收到两条，截图已请其在公众号补传', '补充了对方的加粉微信号，请核查'],
  LATER: ['在开会', '正在开车，不便接听', '在上课，约好时间再打', ''],
  RN_AGREE: ['已告知公众号入口，机主表示今晚上传', '需等家人拍照，承诺三天内完成', ''],
  RN_OTHER: ['现由家人使用，机主在外地', '称在街边门店购买，登记人不认识'],
  COMPLAIN: ['机主情绪激动，认为多次来电打扰，要求主管回电', '要求书面答复处理经过'],
  RN_REFUSE: ['担心信息泄露，已说明用途', ''],
  RN_APPEAL: ['称从未收到通知，要求恢复', '称已在营业厅补登记，请核实'],
  WRONG: ['接听人称不认识该姓名', '号码已换人使用'],
};
const REASONS: Readonly<Record<string, readonly string[]>> = {
  FB_DISPUTE: [
    '认为处置过轻，同一号码换内容继续发送',
    '不认可证据不足的结论，称有截图',
    '要求关停对方所有号码',
  ],
  RN_REFUSE: ['不愿提供证件照片', '表示卡马上不用了', '怀疑来电真实性'],
};

export interface DemoOutcome {
  disposition: string;
  note: string;
  reason: string | null;
}

/** Some people never answer: the same ones each time, by their number. */
function neverAnswers(subject: Case): boolean {
  return Number(subject.contact.phone.slice(-3)) % 11 === 0;
}

/** Deals out believable results of calls. */
export class OutcomeDealer {
  readonly #rng: Rng;
  readonly #first: Record<CaseKind, string[]> = {
    spam_report: [...FIRST.spam_report],
    real_name: [...FIRST.real_name],
  };

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  deal(subject: Case): DemoOutcome {
    const disposition = this.#disposition(subject);
    const reasons = REASONS[disposition];
    return {
      disposition,
      note: pick(this.#rng, NOTES[disposition] ?? ['']),
      reason: reasons ? pick(this.#rng, reasons) : null,
    };
  }

  #disposition(subject: Case): string {
    if (neverAnswers(subject)) return pick(this.#rng, UNREACHED);
    const first = this.#first[subject.kind].shift();
    if (first) return first;
    const weights = WEIGHTS[subject.kind];
    let roll = this.#rng.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [disposition, weight] of weights) {
      roll -= weight;
      if (roll < 0) return disposition;
    }
    return 'NOANS';
  }
}
