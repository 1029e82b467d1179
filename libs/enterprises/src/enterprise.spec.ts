import { describe, expect, it } from '@jest/globals';
import { given, refused } from '../../event-store/src/testing.ts';
import { clear } from '#vault';
import { enterpriseDecider, enterpriseIdOf } from './enterprise.decider.ts';
import type { EnterpriseEvent } from './enterprise.events.ts';

const registered: EnterpriseEvent = { type: 'EnterpriseRegistered', data: { name: '示例新材料有限公司' } };
const blacklisted: EnterpriseEvent = { type: 'EnterpriseBlacklisted', data: { ground: 'idle-land', reason: clear('土地闲置两年') } };
const cleared: EnterpriseEvent = { type: 'EnterpriseCleared', data: { reason: clear('已处置') } };

describe('a firm', () => {
  it('is registered once', () => {
    given(enterpriseDecider).when({ type: 'RegisterEnterprise', investor: { name: '示例新材料有限公司' } }, undefined).then(registered);
    given(enterpriseDecider, registered).when({ type: 'RegisterEnterprise', investor: { name: '示例新材料有限公司' } }, undefined).then(refused('enterprise.already-registered'));
  });

  it('is refused with a credit code that is none, or whose check digit nobody confirmed', () => {
    given(enterpriseDecider).when({ type: 'RegisterEnterprise', investor: { name: '甲', creditCode: '123' } }, undefined).then(refused('enterprise.credit-code-shape', { reason: 'length' }));
    given(enterpriseDecider).when({ type: 'RegisterEnterprise', investor: { name: '甲', creditCode: '91350100M000100Y44' } }, undefined).then(refused('enterprise.credit-code-check-digit', { expected: '3' }));
  });

  it('keeps that a failing check digit was confirmed, and does not mark one that holds', () => {
    given(enterpriseDecider).when({ type: 'RegisterEnterprise', investor: { name: '甲乙', creditCode: '91350100m000100y44', confirmCheckDigit: true } }, undefined)
      .then({ type: 'EnterpriseRegistered', data: { creditCode: '91350100M000100Y44', checkDigitConfirmed: true } });
    const { answer } = given(enterpriseDecider).when({ type: 'RegisterEnterprise', investor: { name: '甲乙', creditCode: '91350100M000100Y43', confirmCheckDigit: true } }, undefined);
    expect(answer).toEqual([{ type: 'EnterpriseRegistered', data: { name: '甲乙', creditCode: '91350100M000100Y43' } }]);
  });

  it('goes on the blacklist and off it again, each with a reason', () => {
    given(enterpriseDecider, registered).when({ type: 'BlacklistEnterprise', ground: 'idle-land', reason: '土地闲置两年' }, undefined).then(blacklisted);
    given(enterpriseDecider, registered, blacklisted).when({ type: 'BlacklistEnterprise', ground: 'dishonesty', reason: '失信' }, undefined).then(refused('enterprise.already-blacklisted'));
    given(enterpriseDecider, registered, blacklisted).when({ type: 'ClearEnterprise', reason: '已处置' }, undefined).then(cleared);
    given(enterpriseDecider, registered, blacklisted, cleared).when({ type: 'ClearEnterprise', reason: '已处置' }, undefined).then(refused('enterprise.not-blacklisted'));
    given(enterpriseDecider).when({ type: 'ClearEnterprise', reason: '已处置' }, undefined).then(refused('enterprise.unknown'));
  });

  it('has one id however its code or name is typed', () => {
    expect(enterpriseIdOf({ name: '甲', creditCode: ' 91350100m000100y43' })).toBe(enterpriseIdOf({ name: '乙', creditCode: '91350100M000100Y43' }));
    expect(enterpriseIdOf({ name: '示例（山东）有限公司' })).toBe(enterpriseIdOf({ name: '示例(山东)有限公司' }));
    expect(enterpriseIdOf({ name: '瑞柏有限公司' })).not.toBe(enterpriseIdOf({ name: '瑞谱有限公司' }));
  });
});
