import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import './style/base.css'
import './style/frame.css'
import './style/parts.css'
import './style/pages.css'
import './style/records.css'
import './style/print.css'
import { applyAppearance } from './office/appearance.ts'

/** Draws the page into `#root`, in the colours that this person chose on this machine. */
export function mount(page: ReactNode): void {
  applyAppearance()
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  createRoot(root).render(page)
}
