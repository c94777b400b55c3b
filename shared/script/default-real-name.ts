import { APPEAL_STEPS, REAL_NAME_OBJECTIONS } from './default-real-name-objections.ts';
import type { Script } from './graph.ts';
import { REGISTRANT_STEPS } from './registrant-steps.ts';

/**
 * Guides the holder of a card through registration. Own wording; the flow ends every way in a disposition.
 */
export const DEFAULT_REAL_NAME_SCRIPT: Script = {
  kind: 'real_name',
  version: 1,
  title: { zh: '实名补登记回访', en: 'Real-name check' },
  start: 'greeting',
  guards: [
    {
      zh: '不索要验证码、密码，不谈付款和转账。',
      en: 'Never ask for codes, passwords or payments.',
    },
    {
      zh: '登记人的姓氏和证件后四位由对方说，我们只核对，证件号码一位也不念。',
      en: 'They state surname and last four ID digits; never read any out.',
    },
    {
      zh: '证件照片只通过公众号上传，不收微信、邮件。',
      en: 'ID photos only through our WeChat account, not by chat or e-mail.',
    },
  ],
  steps: [
    {
      id: 'greeting',
      type: 'ask',
      text: {
        zh: '您好，这里是{{ brand }}，我是 {{ agent_number }} 号客服，这通电话会录音。这是实名登记回访，不要您的验证码和密码，也不涉及付款。请问尾号 {{ phone_tail }} 是您在使用吗？',
        en: 'Hello, this is {{ brand }}, agent {{ agent_number }}; the call is recorded. It is about the registration of your number. I need no codes, no passwords and no payment. Do you use the number ending in {{ phone_tail }}?',
      },
      choices: [
        { id: 'yes', label: { zh: '是我在用', en: 'Yes' }, next: 'by_stage' },
        { id: 'no', label: { zh: '不是', en: 'No' }, next: 'wrong_person' },
        { id: 'doubts', label: { zh: '怀疑是骗子', en: 'Suspects a fraud' }, next: 'doubt' },
        { id: 'busy', label: { zh: '现在没空', en: 'No time now' }, next: 'other_time' },
      ],
    },
    {
      id: 'by_stage',
      type: 'branch',
      variable: 'stage',
      cases: [{ equals: 'evidence_awaited', next: 'follow_up' }],
      otherwise: 'by_result',
    },
    {
      id: 'by_result',
      type: 'branch',
      variable: 'verification',
      cases: [
        { equals: 'passed', next: 'verified' },
        { equals: 'failed', next: 'not_passed' },
        { equals: 'pending', next: 'in_verification' },
      ],
      otherwise: 'by_registrant',
    },
    ...REGISTRANT_STEPS,
    {
      id: 'by_missing',
      type: 'branch',
      variable: 'missing',
      cases: [{ equals: 'none', next: 'complete' }],
      otherwise: 'evidence',
    },
    {
      id: 'evidence',
      type: 'ask',
      text: {
        zh: '这个号码的登记资料还缺{{ missing_evidence }}。请您在我们的公众号里补上，资料只用来核验身份。可以吗？',
        en: 'We still need {{ missing_evidence }}. Please add it in our WeChat account; it serves verification only. Would you?',
      },
      choices: [
        { id: 'agrees', label: { zh: '可以', en: 'Yes' }, next: 'agreed' },
        { id: 'handed_in', label: { zh: '已经交过了', en: 'Already did' }, next: 'by_verification' },
        { id: 'how', label: { zh: '不会操作', en: 'Does not know how' }, next: 'how_to' },
        { id: 'refuses', label: { zh: '不愿意', en: 'No' }, next: 'consequences' },
      ],
    },
    {
      id: 'follow_up',
      type: 'ask',
      text: {
        zh: '上次说好由您补交{{ missing_evidence }}，现在办好了吗？',
        en: 'Last time you agreed to hand in {{ missing_evidence }}. Is it done?',
      },
      choices: [
        { id: 'done', label: { zh: '办好了', en: 'Done' }, next: 'by_verification' },
        { id: 'not_yet', label: { zh: '还没有，会办', en: 'Not yet, but will' }, next: 'by_failure' },
        { id: 'how', label: { zh: '遇到困难', en: 'Has difficulties' }, next: 'how_to' },
        { id: 'refuses', label: { zh: '不想办了', en: 'No longer wants to' }, next: 'consequences' },
      ],
    },
    {
      id: 'by_verification',
      type: 'branch',
      variable: 'verification',
      cases: [
        { equals: 'passed', next: 'verified' },
        { equals: 'failed', next: 'not_passed' },
      ],
      otherwise: 'which_evidence',
    },
    {
      id: 'not_passed',
      type: 'ask',
      text: {
        zh: '您之前交的资料没有通过核验，多半是照片不清楚，或者信息对不上。请您在公众号里重新交一次{{ missing_evidence }}，可以吗？',
        en: 'What you handed in did not pass verification; mostly a photo is unclear or details do not match. Would you hand in {{ missing_evidence }} once more in our WeChat account?',
      },
      choices: [
        { id: 'agrees', label: { zh: '可以', en: 'Yes' }, next: 'by_failure' },
        { id: 'again', label: { zh: '已经重新交了', en: 'Already did so again' }, next: 'which_evidence' },
        { id: 'how', label: { zh: '不会操作', en: 'Does not know how' }, next: 'how_to' },
        { id: 'refuses', label: { zh: '不愿意', en: 'No' }, next: 'consequences' },
      ],
    },
    {
      id: 'in_verification',
      type: 'say',
      text: {
        zh: '您交的资料我们收到了，正在核验，结果会用短信告诉您。',
        en: 'We have received what you handed in and are verifying it. The result will come by text message.',
      },
      next: 'which_evidence',
    },
    {
      id: 'which_evidence',
      type: 'ask_text',
      text: {
        zh: '我来核对一下，您交的是哪几样资料？',
        en: 'Let me compare: which documents did you hand in?',
      },
      variable: 'evidence',
      input: 'evidence',
      next: 'by_evidence',
    },
    {
      id: 'by_evidence',
      type: 'branch',
      variable: 'answer.which_evidence',
      cases: [{ equals: 'given', next: 'handed_in' }],
      otherwise: 'nothing_named',
    },
    {
      id: 'nothing_named',
      type: 'ask',
      text: {
        zh: '没关系。我们这里还缺{{ missing_evidence }}，请您在公众号里看一下有没有提交成功，没有的话补上，可以吗？',
        en: 'Never mind. We still lack {{ missing_evidence }}. Would you look in our WeChat account whether it went through, and add what did not?',
      },
      choices: [
        { id: 'agrees', label: { zh: '可以', en: 'Yes' }, next: 'by_failure' },
        { id: 'remembers', label: { zh: '想起来了', en: 'Remembers now' }, next: 'which_evidence' },
        { id: 'refuses', label: { zh: '不愿意', en: 'No' }, next: 'consequences' },
      ],
    },
    {
      id: 'how_to',
      type: 'say',
      text: {
        zh: '您打开短信里的入口，按提示拍照上传，一般两三分钟就好。照片要四角齐全、字迹清楚。不会用手机操作的话，可以带上证件到营业网点办理。',
        en: 'Open the link in our text message and take the photos as it shows; that takes two or three minutes. All four corners and the writing must be visible. You can also bring your ID to one of our shops.',
      },
      next: 'by_failure',
    },
    {
      id: 'consequences',
      type: 'ask',
      text: {
        zh: '我理解您的顾虑。按国家规定，没有完成实名登记的号码，会先发正式通知，逾期先停呼出，再停机。登记完成就能恢复，您有不同意见也可以申诉。您再考虑一下，愿意补登记吗？',
        en: 'I understand. By law, a number without registration gets a formal notice; after that, outgoing calls are barred first and then all service. It is restored once you are registered, and you may appeal. Would you register after all?',
      },
      choices: [
        { id: 'agrees', label: { zh: '愿意', en: 'Yes' }, next: 'by_failure' },
        { id: 'thinks', label: { zh: '再想想', en: 'Needs time' }, next: 'other_time' },
        { id: 'refuses', label: { zh: '仍然拒绝', en: 'Still refuses' }, next: 'refusal' },
      ],
    },
    {
      id: 'by_failure',
      type: 'branch',
      variable: 'verification',
      cases: [{ equals: 'failed', next: 'resubmits' }],
      otherwise: 'agreed',
    },
    {
      id: 'refusal',
      type: 'ask_text',
      text: { zh: '方便说说原因吗？我如实记录。', en: 'May I ask why? I will note it as you say it.' },
      variable: 'reason',
      input: 'text',
      next: 'refused',
    },
    {
      id: 'other_holder',
      type: 'ask_text',
      text: {
        zh: '这张卡是从哪里买的，登记人您认识吗？可以请登记人打给我们，或者一起来办过户。',
        en: 'Where was the card bought, and do you know the registrant? They may call us, or you transfer the number together.',
      },
      variable: 'note',
      input: 'text',
      next: 'transfer',
    },
    {
      id: 'doubt',
      type: 'ask',
      text: {
        zh: '您谨慎是应该的。请您挂断后自己拨打{{ hotline }}，报 {{ agent_number }} 号客服就能核实。您愿意现在继续，还是核实后我再打来？',
        en: 'You are right to be careful. Hang up, call {{ hotline }} yourself and ask for agent {{ agent_number }}. Shall we go on now, or may I call again after that?',
      },
      choices: [
        { id: 'trusts', label: { zh: '现在继续', en: 'Go on' }, next: 'after_doubt' },
        { id: 'checks', label: { zh: '核实后再说', en: 'Checks first' }, next: 'other_time' },
        { id: 'refuses', label: { zh: '不愿意办', en: 'Refuses' }, next: 'consequences' },
      ],
    },
    {
      id: 'after_doubt',
      type: 'branch',
      variable: 'answer.registrant',
      cases: [{ equals: 'unwilling', next: 'evidence' }],
      otherwise: 'by_stage',
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
    ...APPEAL_STEPS,
    {
      id: 'other_time',
      type: 'ask_text',
      text: { zh: '您看什么时候方便？我到时候再打给您。', en: 'When would suit you? I will call you then.' },
      variable: 'callback_at',
      input: 'datetime',
      next: 'agreed_time',
    },
    {
      id: 'complete',
      type: 'set',
      disposition: 'RN_OK',
      text: {
        zh: '信息一致，不需要您再办什么了。谢谢配合，再见。',
        en: 'Everything matches, nothing more is needed. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'agreed',
      type: 'set',
      disposition: 'RN_AGREE',
      text: {
        zh: '请您在{{ deadline }}之前办好，入口会用短信发到这个号码。谢谢配合，再见。',
        en: 'Please finish by {{ deadline }}; the link comes to this number by text message. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'resubmits',
      type: 'set',
      disposition: 'RN_FAIL',
      text: {
        zh: '请您在{{ deadline }}之前重新交好，照片要清楚、四角齐全。谢谢配合，再见。',
        en: 'Please hand it in again by {{ deadline }}, with clear photos that show all four corners. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'verified',
      type: 'set',
      disposition: 'RN_DONE',
      text: {
        zh: '您的实名登记已经核验通过，不需要再办什么；之前停过的服务会尽快恢复。谢谢，再见。',
        en: 'Your registration is verified and nothing more is needed; whatever was barred will be restored soon. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'handed_in',
      type: 'set',
      disposition: 'RN_SENT',
      text: {
        zh: '好的，我们这就核验，结果用短信告诉您。谢谢，再见。',
        en: 'Good, we will verify it now and text you the result. Thank you, goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'refused',
      type: 'set',
      disposition: 'RN_REFUSE',
      text: {
        zh: '已经记录。正式通知会发给您，期间随时可以补登记。再见。',
        en: 'It is noted. You will get a formal notice and may register at any time. Goodbye.',
      },
      next: 'finish',
    },
    {
      id: 'transfer',
      type: 'set',
      disposition: 'RN_OTHER',
      text: {
        zh: '谢谢您告诉我们，请在{{ deadline }}之前联系登记人来电或办理过户。再见。',
        en: 'Thank you for telling us. Please have the registrant call us, or transfer the number, by {{ deadline }}. Goodbye.',
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
        zh: '好的，以后不再打电话，需要您办的事用短信通知。打扰了，再见。',
        en: 'Understood: no more calls. What you need to do will come by text message. Goodbye.',
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
  objections: REAL_NAME_OBJECTIONS,
};
