/** Form languages are labels that somebody typed: "English (en)", "Français", "العربية". What can be known from them. */

const RTL_CODES = new Set(['ar', 'he', 'iw', 'fa', 'ur', 'ps', 'ckb', 'sd', 'ug', 'yi', 'dv'])
const RTL_SCRIPT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/
const NAMES: Readonly<Record<string, string>> = {
  english: 'en',
  español: 'es',
  spanish: 'es',
  français: 'fr',
  french: 'fr',
  arabic: 'ar',
  hebrew: 'he',
  persian: 'fa',
  farsi: 'fa',
  urdu: 'ur',
  pashto: 'ps',
  português: 'pt',
  portuguese: 'pt',
  deutsch: 'de',
  german: 'de'
}

/** BCP 47 code, if the label gives one away: `English (en)` → `en`. */
export function codeOf(label: string): string | undefined {
  const code = /\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$/.exec(label)?.[1] ?? (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(label) ? label : undefined)
  return code ?? NAMES[label.trim().toLowerCase()]
}

export function isRightToLeft(label: string): boolean {
  const code = codeOf(label)?.split('-')[0]
  return (code !== undefined && RTL_CODES.has(code)) || RTL_SCRIPT.test(label)
}

/** The form's language that fits what was asked for (a label or a code), if any. */
export function pickLanguage<L extends { readonly language: string }>(languages: readonly L[], wanted: string | undefined): L | undefined {
  if (wanted === undefined) return undefined
  const code = codeOf(wanted)?.split('-')[0]
  return languages.find(one => one.language === wanted) ?? languages.find(one => code !== undefined && codeOf(one.language)?.split('-')[0] === code)
}
