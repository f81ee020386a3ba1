/** The words of form entry: namespace `entry` of whatever i18next the page runs. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { entryEn } from './entry.en.ts'

declare module 'i18next' {
  interface ResourceNamespaceMap {
    entry: typeof entryEn
  }
}

/** For the outermost components of this room: brings the English words along if the page did not. */
export function useEntryWords(): void {
  const { i18n } = useTranslation('entry')
  useState(() => i18n.hasResourceBundle('en', 'entry') || i18n.addResourceBundle('en', 'entry', entryEn))
}
