import type { Rng } from '../../shared/ports.ts';
import { between, digits, pick } from './random.ts';

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢',
];
const GIVEN_NAMES = [
  '伟',
  '芳',
  '秀英',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '军',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '霞',
  '平',
  '刚',
  '桂兰',
  '玉梅',
  '建国',
  '志强',
  '晓东',
  '海燕',
  '文博',
  '雨桐',
  '子轩',
  '欣怡',
  '浩然',
  '梓涵',
  '嘉豪',
  '思远',
  '佳琪',
  '国庆',
  '春梅',
  '永康',
  '小红',
  '立新',
  '丹',
  '宁',
  '凯',
  '鹏',
  '倩',
  '雪',
  '婷婷',
  '俊杰',
  '一鸣',
  '若曦',
];
/** Number blocks of virtual operators: 165, 167, 170, 171 and 162. */
const MVNO_PREFIXES = ['165', '167', '170', '171', '162'];
const CITIES = [
  '北京',
  '上海',
  '广州',
  '深圳',
  '成都',
  '武汉',
  '杭州',
  '西安',
  '重庆',
  '南京',
  '长沙',
  '郑州',
  '青岛',
  '昆明',
];

export interface DemoPerson {
  name: string;
  phone: string;
  city: string;
}

/** A made-up subscriber with a number of a virtual operator; any likeness is chance. */
export function person(rng: Rng): DemoPerson {
  return {
    name: pick(rng, SURNAMES) + pick(rng, GIVEN_NAMES),
    phone: pick(rng, MVNO_PREFIXES) + digits(rng, 8),
    city: pick(rng, CITIES),
  };
}

/** A sender of spam: mostly service numbers (106...), some mobiles, few short codes. */
export function sender(rng: Rng): string {
  const kind = rng.next();
  if (kind < 0.6) return `1069${digits(rng, between(rng, 5, 10))}`;
  if (kind < 0.9) return pick(rng, MVNO_PREFIXES) + digits(rng, 8);
  return `95${digits(rng, 3)}`;
}
