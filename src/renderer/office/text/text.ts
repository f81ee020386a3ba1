/** All words on screen come from here. `t` is typed by the English table: a missing key does not compile. */
import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'
import { es } from './es.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    translation: typeof en
  }
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** Keeps a name in right-to-left script from turning the sentence around it (UAX 9 isolates). */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text)

export function startText(language = 'en'): i18n {
  const text = i18next.createInstance()
  void text.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, es: { translation: es } },
    interpolation: { escapeValue: false },
    initAsync: false
  })
  text.services.formatter?.add('name', value => isolated(String(value)))
  document.documentElement.lang = text.language
  document.documentElement.dir = text.dir()
  return text
}
