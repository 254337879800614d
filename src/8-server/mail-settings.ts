/** How notices are mailed, and what is wrong with that where something is. */

export interface MailSettings {
  /** `smtps://NAME:PASSWORD@mail.example.com` or `smtp://…`, where TLS begins after the greeting. */
  readonly url: string
  /** `Example <no-reply@example.com>`, or the address alone. */
  readonly from: string
}

/** What is wrong with the settings, in sentences; without their secret. */
export function mailProblems({ url, from }: MailSettings): readonly string[] {
  const problems: string[] = []
  if (!URL.canParse(url) || !/^smtps?:\/\/[^/]+\/?$/.test(url))
    problems.push(
      'mailUrl is no address such as smtps://NAME:PASSWORD@mail.example.com. Signs such as @ or / in the password are written %40, %2F.',
    )
  if (addressOf(from) === undefined) problems.push(`mailFrom is "${from}", which is no address such as Example <no-reply@example.com>.`)
  return problems
}

/** Undefined where it is none. */
export function addressOf(text: string): { readonly name: string; readonly address: string } | undefined {
  const [, name = '', inner, alone] =
    /^(?:([^<>\p{Cc}]{0,100})<([^\s<>@,;]+@[^\s<>@,;]+)>|([^\s<>@,;]+@[^\s<>@,;]+))$/u.exec(text.trim()) ?? []
  const address = inner ?? alone
  return address === undefined ? undefined : { name: name.trim(), address }
}
