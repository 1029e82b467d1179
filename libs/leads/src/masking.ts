/** A name as others see it before a reveal: its first character and stars, 张**. */
export function maskName(name: string): string {
  return `${Array.from(name.trim())[0] ?? ''}**`;
}

/** A phone number before a reveal: the first three and the last four digits, 138****1234; a short one only stars. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 9 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/** An e-mail address before a reveal: the first character and the domain, z***@example.com. */
export function maskEmail(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${name.slice(0, 1)}***@${domain}`;
}
