/**
 * The way out of the window. A record's text can hold any address; what is handed to the system runs with the person's
 * rights. So: https and mailto only, shown in full, and only after the person said yes (T19).
 */

export interface LinkTools {
  /** Shows the address and asks; true when the person wants it opened. */
  readonly confirm: (address: string) => Promise<boolean>
  readonly open: (address: string) => Promise<void>
}

/** What a mail may be begun with; `attach` and its like are not. */
const MAIL_FIELDS = new Set(['subject', 'body', 'cc'])

/** The address in its plain (punycode) form, or undefined where it is none that may be opened. */
export function externalAddress(text: string): string | undefined {
  if (text.length > 2000 || /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"<>\\^`{|}]/.test(text) || !URL.canParse(text))
    return undefined
  const url = new URL(text)
  if (url.protocol === 'https:') return url.username === '' && url.password === '' && url.hostname !== '' ? url.href : undefined
  if (url.protocol !== 'mailto:' || !/^[^@/?]+@[^@/?]+$/.test(url.pathname)) return undefined
  return [...url.searchParams.keys()].every(name => MAIL_FIELDS.has(name)) ? url.href : undefined
}

/** One question at a time: a page that asks again and again gets one dialog. */
export function makeLinks(tools: LinkTools): (text: string) => Promise<boolean> {
  let asking = false
  return async text => {
    const address = externalAddress(text)
    if (address === undefined || asking) return false
    asking = true
    try {
      if (!(await tools.confirm(address))) return false
      await tools.open(address)
      return true
    } finally {
      asking = false
    }
  }
}
