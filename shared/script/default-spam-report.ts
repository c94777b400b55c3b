import { COMMON_OBJECTIONS } from './common-objections.ts';
import type { Script } from './graph.ts';

/** Tells a reporter what came of the report. Own wording; the flow ends every way in a disposition. */
export const DEFAULT_SPAM_REPORT_SCRIPT: Script = {
  kind: 'spam_report',
  version: 1,
  title: { zh: '垃圾短信举报反馈', en: 'Spam feedback' },
  start: 'greeting',
  guards: [
    {
      zh: '不透露被举报号码使用人的姓名、地址或任何身份信息。',
      en: 'Never disclose in any way who uses the reported number.',
    },
    {
      zh: '不索要验证码、密码，不谈付款和转账。',
      en: 'Never ask for codes, passwords or payments.',
    },
    {
      zh: '确认是机主本人之前，不说举报内容。',
      en: 'Confirm the subscriber before speaking of the report.',
    },
  ],
  steps: [
    {
      id: 'greeting',
      type: 'ask',
      text: {
        zh: '您好，这里是{{ brand }}，我是 {{ agent_number }} 号客服，这通电话会录音。请问您是尾号 {{ phone_tail }} 的机主吗？',
        en: 'Hello, this is {{ brand }}, agent {{ agent_number }}; the call is recorded. Am I speaking to the holder of the number ending in {{ phone_tail }}?',
      },
      choices: [
        { id: 'yes', label: { zh: '是本人', en: 'Yes' }, next: 'permission' },
        { id: 'no', label: { zh: '不是', en: 'No' }, next: 'wrong_person' },
        { id: 'busy', label: { zh: '现在没空', en: 'No time now' }, next: 'other_time' },
      ],
    },
    {
      id: 'permission',
      type: 'ask',
      text: {
        zh: '您{{ report_date }}向我们举报过一条垃圾短信，已经有结果了。占用您一分钟说一下，可以吗？',
        en: 'You reported a spam message to us on {{ report_date }}, and there is a result. May I take a minute to tell you?',
      },
      choices: [
        { id: 'go_on', label: { zh: '可以', en: 'Go ahead' }, next: 'by_verdict' },
        { id: 'no_report', label: { zh: '我没举报过', en: 'I reported nothing' }, next: 'not_reported' },
        { id: 'busy', label: { zh: '现在没空', en: 'No time now' }, next: 'other_time' },
      ],
    },
    {
      id: 'by_verdict',
      type: 'branch',
      variable: 'verdict',
      cases: [
        { equals: 'confirmed', next: 'confirmed' },
        { equals: 'insufficient', next: 'insufficient' },
        { equals: 'other_network', next: 'other_network' },
      ],
      otherwise: 'not_decided',
    },
    {
      id: 'confirmed',
      type: 'say',
      text: {
        zh: '我们核查过了，尾号 {{ reported_tail }} 的号码确实发送了违规短信，我们已经{{ action }}。',
        en: 'We looked into it: the number ending in {{ reported_tail }} did send forbidden messages, and we have {{ action }}.',
      },
      next: 'acceptance',
    },
    {
      id: 'insufficient',
      type: 'ask',
      text: {
        zh: '我们查了尾号 {{ reported_tail }} 的号码，目前的证据还不够，所以暂时没有处理它。您手上还有当时的截图或者别的线索吗？',
        en: 'We looked into the number ending in {{ reported_tail }}. There is not enough evidence yet, so nothing was done to it. Do you still have a screenshot or anything else?',
      },
      choices: [
        { id: 'has_more', label: { zh: '有', en: 'Yes' }, next: 'new_evidence' },
        { id: 'nothing', label: { zh: '没有', en: 'No' }, next: 'acceptance' },
      ],
    },
    {
      id: 'other_network',
      type: 'say',
      text: {
        zh: '尾号 {{ reported_tail }} 的号码不是我们公司的，我们没有权限处理，已经把您的举报转给了{{ referred_to }}。',
        en: 'The number ending in {{ reported_tail }} is not one of ours, so we may not act on it. We passed your report on to {{ referred_to }}.',
      },
      next: 'acceptance',
    },
    {
      id: 'not_decided',
      type: 'say',
      text: {
        zh: '核查还没有结束，有了结论我们再打给您。',
        en: 'The investigation is still going on. We will call again once there is a result.',
      },
      next: 'other_time',
    },
    {
      id: 'acceptance',
      type: 'ask',
      text: { zh: '这个处理结果，您认可吗？', en: 'Are you content with this result?' },
      choices: [
        { id: 'accepts', label: { zh: '认可', en: 'Yes' }, next: 'accepted' },
        { id: 'disputes', label: { zh: '不认可', en: 'No' }, next: 'dispute' },
        { id: 'adds', label: { zh: '有新线索', en: 'Has new evidence' }, next: 'new_evidence' },
      ],
    },
    {
      id: 'dispute',
      type: 'ask_text',
      text: {
        zh: '您觉得哪里不妥？我原样记下来，由我们的主管重新看一遍。',
        en: 'What do you object to? I will write it down as you say it, and a team lead will look again.',
      },
      variable: 'reason',
      input: 'text',
      next: 'disputed',
    },
    {
      id: 'new_evidence',
      type: 'ask_text',
      text: {
        zh: '请您说说是什么线索，什么时候收到的。截图可以在公众号的举报记录里补传。',
        en: 'Please tell me what it is and when you received it. Screenshots can be added to the report in our WeChat account.',
      },
      variable: 'note',
      input: 'text',
      next: 'evidence_noted',
    },
    {
      id: 'not_reported',
      type: 'ask_text',
      text: {
        zh: '那可能是登记的时候把号码写错了，我们来查。您还记得这部手机最近有没有别人用过？',
        en: 'Then the number may have been noted wrongly; we will find out. Do you remember whether somebody else used this phone lately?',
      },
      variable: 'note',
      input: 'text',
      next: 'misattributed',
    },
    {
      id: 'complaint',
      type: 'ask_text',
      text: {
        zh: '您请说，我把您的意见完整记下来，主管会尽快联系您。',
        en: 'Please tell me; I will write all of it down, and a team lead will contact you soon.',
      },
      variable: 'note',
      input: 'text',
      next: 'complained',
    },
    {
      id: 'other_time',
      type: 'ask_text',
      text: { zh: '您看什么时候方便？我到时候再打给您。', en: 'When would suit you? I will call you then.' },
      variable: 'callback_at',
      input: 'datetime',
      next: 'agreed_time',
    },
    {
      id: 'accepted',
      type: 'set',
      disposition: 'FB_OK',
      text: {
        zh: '谢谢您的举报，祝您生活愉快，再见。',
        en: 'Thank you for reporting. Have a good day, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'disputed',
      type: 'set',
      disposition: 'FB_DISPUTE',
      text: {
        zh: '都记下了，复核有了结果再告诉您。谢谢，再见。',
        en: 'I have noted it. We will tell you what the review finds. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'evidence_noted',
      type: 'set',
      disposition: 'FB_MORE',
      text: {
        zh: '记下了，我们会重新核查，再把结果告诉您。谢谢，再见。',
        en: 'Noted. We will investigate again and tell you the result. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'agreed_time',
      type: 'set',
      disposition: 'LATER',
      text: { zh: '好的，到时候再打给您，再见。', en: 'Good, I will call you then. Goodbye.' },
      next: 'finish',
    },
    {
      id: 'wrong_person',
      type: 'set',
      disposition: 'WRONG',
      text: {
        zh: '抱歉打扰您了，我们会核对号码，再见。',
        en: 'Sorry to have bothered you. We will check the number. Goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'no_calls',
      type: 'set',
      disposition: 'DNC',
      text: {
        zh: '好的，以后不再打电话，结果用短信发给您。打扰了，再见。',
        en: 'Understood: no more calls, the result will come by text message. Goodbye.',
      },
      next: 'finish',
    },
    {
      // Their number is right, so it is not a wrong person: whose report it was is for the lead to find out.
      id: 'misattributed',
      type: 'set',
      disposition: 'COMPLAIN',
      text: {
        zh: '都记下了，由主管核对这条举报是谁登记的。打扰您了，再见。',
        en: 'I have noted it. A team lead will check whose report this was. Sorry to have bothered you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'complained',
      type: 'set',
      disposition: 'COMPLAIN',
      text: { zh: '您的意见已经记录，谢谢，再见。', en: 'Your complaint is recorded. Thank you, goodbye.' },
      next: 'finish',
    },
    {
      id: 'no_common_language',
      type: 'set',
      disposition: 'LANG',
      text: {
        zh: '我请会说的同事再打给您，再见。',
        en: 'A colleague who speaks your language will call you. Goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'finish',
      type: 'end',
      text: { zh: '通话结束，核对结果后保存。', en: 'The call is over. Check the result and save it.' },
    },
  ],
  objections: [
    {
      id: 'is_it_real',
      label: { zh: '怎么知道你是真的', en: 'How do I know you are real' },
      text: {
        zh: '您谨慎是应该的。您可以先挂断，自己拨打{{ hotline }}，报 {{ agent_number }} 号客服就能核实。我不会问您验证码、密码，也不会让您付钱。',
        en: 'You are right to be careful. Hang up, call {{ hotline }} yourself and ask for agent {{ agent_number }}. I will not ask you for codes, passwords or money.',
      },
      next: null,
    },
    {
      id: 'why_me',
      label: { zh: '为什么打给我', en: 'Why do you call me' },
      text: {
        zh: '您向我们举报过垃圾短信，每一条举报我们都要把结果告诉举报人。',
        en: 'You reported a spam message, and everybody who reports one is told what came of it.',
      },
      next: null,
    },
    {
      id: 'who_is_it',
      label: { zh: '是谁发的短信', en: 'Who sent it' },
      text: {
        zh: '对方的身份信息受法律保护，我们不能透露，就像我们也不会把您的信息告诉对方。',
        en: 'The law protects who they are, so I may not say, just as we never tell them who you are.',
      },
      next: null,
    },
    {
      id: 'why_recorded',
      label: { zh: '为什么要录音', en: 'Why is it recorded' },
      text: {
        zh: '录音只用来检查我们的服务，也保护您的权益，到期就会删除。',
        en: 'Only to check our service and to protect you; it is deleted when its time is over.',
      },
      next: null,
    },
    {
      id: 'still_spam',
      label: { zh: '还是一直收到', en: 'I still get spam' },
      text: {
        zh: '抱歉让您受扰。别的号码发来的也请继续举报，我们会一个一个核查。',
        en: 'I am sorry about that. Please report those numbers too; we look into each one.',
      },
      next: null,
    },
    ...COMMON_OBJECTIONS,
  ],
};
