import { describe, expect, it } from '@jest/globals';
import { commandFor } from './command-for.ts';

describe('a card dropped on another column', () => {
  it('opens the form of the command that leads there, when it is allowed', () => {
    expect(commandFor('registered', 'triaged', ['TriageLead', 'LoseLead'])).toBe('TriageLead');
    expect(commandFor('approved', 'signed', ['SignAgreement'])).toBe('SignAgreement');
    expect(commandFor('signed', 'landed', ['ReportMilestone'])).toBe('ReportMilestone');
    expect(commandFor('registered', 'triaged', ['CommentOnLead'])).toBeUndefined();
  });

  it('skips no column', () => {
    const everything = ['TriageLead', 'GrantProtection', 'OpenNegotiation', 'SubmitDossier', 'MakeDecision', 'SignAgreement', 'ReportMilestone'];
    expect(commandFor('registered', 'protected', everything)).toBeUndefined();
    expect(commandFor('negotiating', 'signed', everything)).toBeUndefined();
    expect(commandFor('landed', 'producing', everything)).toBeUndefined();
    expect(commandFor('signed', 'signed', everything)).toBeUndefined();
  });

  it('closes a case by what fits its stage', () => {
    const everything = ['LoseLead', 'WithdrawLead', 'LoseDeal', 'WithdrawDeal', 'TerminateAgreement', 'ReopenDeal'];
    expect(commandFor('triaged', 'closed', everything)).toBe('LoseLead');
    expect(commandFor('triaged', 'closed', ['WithdrawLead'])).toBe('WithdrawLead');
    expect(commandFor('in-review', 'closed', everything)).toBe('LoseDeal');
    expect(commandFor('landed', 'closed', everything)).toBe('TerminateAgreement');
    expect(commandFor('closed', 'negotiating', everything)).toBe('ReopenDeal');
  });
});
