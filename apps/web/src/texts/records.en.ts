/** The texts of corrections and closed months, in English. */
export const recordsEn = {
  'event.EntryCorrected': 'Correction',
  'say.EntryCorrected': 'Corrects an entry “{entry.type}”[: {reason}]',
  'command.CorrectEntry': 'Correct',
  'about.CorrectEntry': 'The entry itself never changes: what was wrong stays, struck through; the right day and values count for the whole time it happened in. Only what you change is sent.',
  'field.CorrectEntry.day': 'Day it really happened',
  'field.CorrectEntry.reason': 'Why it is corrected',
  'fixed.follows': 'This follows from another entry; correct that one.',
  'fixed.secret': 'This is its author’s own and cannot be corrected.',
  'fixed.act': 'This was the act itself and cannot be corrected.',
  'timeline.correct': 'Correct',
  'timeline.corrected': 'corrected',
  'timeline.corrected-to': 'corrected to',
  'timeline.correction-reason': 'Why corrected: ',
  'timeline.nothing': '(nothing)',
  'timeline.restates': 'restates {month}',
} as const;
