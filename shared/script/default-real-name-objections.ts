import { COMMON_OBJECTIONS } from './common-objections.ts';
import type { Objection, ScriptStep } from './graph.ts';

/** The way of a holder who objects to a notice or a measure: a team lead decides about it. */
export const APPEAL_STEPS: ScriptStep[] = [
  {
    id: 'appeal',
    type: 'ask_text',
    text: {
      zh: '您请说，我原样记下来，由主管来决定。',
      en: 'Please tell me; I will write it down as you say it, and a team lead will decide.',
    },
    variable: 'note',
    input: 'text',
    next: 'appealed',
  },
  {
    id: 'appealed',
    type: 'set',
    disposition: 'RN_APPEAL',
    text: {
      zh: '您的申诉已经记录，有了决定会告诉您。谢谢，再见。',
      en: 'Your appeal is recorded, and you will be told what is decided. Thank you, goodbye.',
    },
    next: 'finish',
  },
];

/** What holders object to a re-verification, and what to answer. */
export const REAL_NAME_OBJECTIONS: Objection[] = [
  {
    id: 'is_it_real',
    label: { zh: '怎么知道你是真的', en: 'How do I know you are real' },
    text: {
      zh: '您可以先挂断，自己拨打{{ hotline }}，报 {{ agent_number }} 号客服核实。真的客服不会问您验证码、密码，也不会让您付钱。',
      en: 'Hang up, call {{ hotline }} yourself and ask for agent {{ agent_number }}. We never ask for codes, passwords or money.',
    },
    next: null,
  },
  {
    id: 'why_me',
    label: { zh: '为什么打给我', en: 'Why do you call me' },
    text: {
      zh: '您的号码办理时登记资料不完整，国家要求所有号码都要实名，我们在逐个补齐。',
      en: 'When your number was sold, its registration was left incomplete. The law wants every number registered, so we are completing them one by one.',
    },
    next: null,
  },
  {
    id: 'who_is_registered',
    label: { zh: '登记的是谁', en: 'Who is it registered to' },
    text: {
      zh: '登记信息我不能念给您听，只能请您说，我来核对，这也是为了保护登记人。',
      en: 'I may not read the registration out; you tell me and I compare. That protects whoever is registered.',
    },
    next: null,
  },
  {
    id: 'is_it_safe',
    label: { zh: '资料会不会泄露', en: 'Are my data safe' },
    text: {
      zh: '资料直接进入核验系统，坐席看不到照片，只用于实名核验。',
      en: 'They go straight into the verification system. Agents cannot see the photos, and they serve no other purpose.',
    },
    next: null,
  },
  {
    id: 'will_it_be_barred',
    label: { zh: '会不会停机', en: 'Will I be cut off' },
    text: {
      zh: '按期办好就不会。逾期会先收到正式通知，之后先停呼出，再停机，补登记后恢复。',
      en: 'Not if you do it in time. Otherwise you get a formal notice first; then outgoing calls and later all service are barred until you register.',
    },
    next: null,
  },
  {
    id: 'appeals',
    label: { zh: '要申诉', en: 'I want to appeal' },
    text: {
      zh: '可以申诉。主管会核对通知和登记记录，申诉成立就撤回处置。',
      en: 'You may. A team lead checks the notice and the registration, and an appeal that is upheld takes the measure back.',
    },
    next: 'appeal',
  },
  {
    id: 'registered_before',
    label: { zh: '买卡时登记过', en: 'I registered when I bought it' },
    text: {
      zh: '可能是当时的代理点没有把资料传全，给您添麻烦了，补上这一次就好。',
      en: 'The dealer may not have passed everything on. I am sorry for the trouble; doing it once more settles it.',
    },
    next: null,
  },
  ...COMMON_OBJECTIONS,
];
