/** The languages in which a script can be read aloud. */
export type SpokenLanguage = 'zh' | 'en';

type Phrase = Readonly<Record<SpokenLanguage, string>>;

const ACTIONS: Readonly<Record<string, Phrase>> = {
  closed: { zh: '关停该号码', en: 'shut the number down' },
  suspended: { zh: '暂停该号码的服务', en: 'suspended the number' },
  warned: { zh: '警告该号码的使用方', en: 'warned whoever uses the number' },
  outgoing_barred: { zh: '停止该号码的呼出和短信发送', en: 'barred the number from calling and texting' },
  both_barred: { zh: '停止该号码的呼入和呼出', en: 'barred the number in both directions' },
};
const SOME_ACTION: Phrase = { zh: '按规定对该号码作了处理', en: 'dealt with the number as our rules demand' };

const REFERRALS: Readonly<Record<string, Phrase>> = {
  referred_to_mobile: { zh: '中国移动', en: 'China Mobile' },
  referred_to_unicom: { zh: '中国联通', en: 'China Unicom' },
  referred_to_telecom: { zh: '中国电信', en: 'China Telecom' },
  referred_to_12321: { zh: '12321 举报受理中心', en: 'the 12321 reporting centre' },
};
const SOME_OPERATOR: Phrase = { zh: '号码所属的运营商', en: 'the operator that the number belongs to' };

const EVIDENCE: Readonly<Record<string, Phrase>> = {
  id_front: { zh: '证件正面照片', en: 'the front of your ID' },
  id_back: { zh: '证件背面照片', en: 'the back of your ID' },
  holding_photo: { zh: '本人手持证件的照片', en: 'a photo of you with your ID' },
  id_check: { zh: '身份信息的在线核验', en: 'the online identity check' },
};
const SOME_EVIDENCE: Phrase = { zh: '短信里列出的资料', en: 'what our text message lists' };
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

function phrase(table: Readonly<Record<string, Phrase>>, code: string | null, otherwise: Phrase): Phrase {
  return code !== null && Object.hasOwn(table, code) ? (table[code] ?? otherwise) : otherwise;
}

/** What was done about a number, as the end of "we have …"; an unknown code is spoken of in general words. */
export function spokenAction(action: string | null, language: SpokenLanguage): string {
  return phrase(ACTIONS, action, SOME_ACTION)[language];
}

/** To whom a report about another network's number went. */
export function spokenReferral(action: string | null, language: SpokenLanguage): string {
  return phrase(REFERRALS, action, SOME_OPERATOR)[language];
}

/**
 * The evidence that is missing, as a list that can be read aloud; unknown kinds are named once, in general
 * words.
 */
export function spokenEvidence(missing: readonly string[], language: SpokenLanguage): string {
  const phrases = new Set(missing.map((code) => phrase(EVIDENCE, code, SOME_EVIDENCE)[language]));
  const words = phrases.size > 0 ? [...phrases] : [SOME_EVIDENCE[language]];
  if (words.length === 1) return words[0] ?? '';
  const [and, comma] = language === 'zh' ? ['和', '、'] : [' and ', ', '];
  return `${words.slice(0, -1).join(comma)}${and}${words.at(-1)}`;
}

/** A calendar date (yyyy-mm-dd) without its year: 3月17日, March 17. */
export function spokenDate(date: string, language: SpokenLanguage): string {
  const [, month = 1, day = 1] = date.split('-').map(Number);
  return language === 'zh' ? `${month}月${day}日` : `${MONTHS[month - 1] ?? ''} ${day}`;
}
