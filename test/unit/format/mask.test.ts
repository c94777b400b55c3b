import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { maskPhone, phoneTail } from '../../../shared/format.ts';

describe('a masked number', () => {
  it.each([
    ['13800001234', '138****1234'],
    ['+8613800001234', '+86*******1234'],
    ['021-5555 8888', '021****8888'],
    ['10086', '***86'],
    ['1', '1'],
    ['', ''],
  ])('%s is %s', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  property.prop([fc.stringMatching(/^\d{8,20}$/)])(
    'keeps its length and hides everything but seven digits',
    (phone) => {
      const masked = maskPhone(phone);
      expect(masked).toHaveLength(phone.length);
      expect(masked.slice(3, -4)).toMatch(/^\*+$/);
      expect(phoneTail(phone)).toBe(masked.slice(-4));
    },
  );
});
