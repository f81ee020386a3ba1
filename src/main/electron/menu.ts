/** The menu: what the system's people expect, by its own words (roles), and Lock. In a packaged app no developer tools, no reload. */
import type { MenuItemConstructorOptions } from 'electron'

export function menuTemplate(platform: NodeJS.Platform, packaged: boolean, lock: () => void): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' }
  ]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'Muniment',
      submenu: [{ label: 'Lock', accelerator: 'CmdOrCtrl+Shift+L', click: lock }, { type: 'separator' }, mac ? { role: 'close' } : { role: 'quit' }]
    },
    { role: 'editMenu' },
    { role: 'viewMenu', submenu: packaged ? view : [...view, { type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] },
    { role: 'windowMenu' }
  ]
}
