/**
 * The stand-alone verifier: one HTML file, opened from disk, without a server and without a network (the content security
 * policy in its head denies it). First the browser itself is tested; then files are checked, one after the other.
 */
import { checkFile, type Checked } from './check-file.ts'
import { ed25519Cases } from './ed25519-cases.ts'
import { wrongEd25519 } from './ed25519.ts'
import { el } from './dom.ts'
import { banner, showVerdict } from './show-verdict.ts'
import './verifier.css'
import { words } from './words.ts'

const need = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E
const input = need<HTMLInputElement>('file')
const network = need<HTMLInputElement>('network')
const result = need('result')
const status = need('status')
const drop = need('drop')

const tested = wrongEd25519()
let newest = 0

function shownOf(checked: Checked): Node[] {
  if (checked.kind === 'verdict') return showVerdict(checked.verdict, checked.text)
  const why = { 'too-large': words.tooLarge, 'not-text': words.notText, 'not-evidence': words.notEvidence }[checked.kind]
  return [banner('bad', words.nothing, el('p', {}, why))]
}

/** The page as it stands after a file: always the last one that was chosen. */
async function show(name: string, bytes: Uint8Array): Promise<void> {
  const turn = ++newest
  status.textContent = words.checking
  result.replaceChildren()
  document.title = words.title
  const wrong = await tested
  const parts =
    wrong === undefined
      ? shownOf(await checkFile(bytes, network.value.trim(), new Map()))
      : [banner('bad', words.noVerdict, el('p', {}, words.noVerdictMore(wrong)))]
  if (turn !== newest) return
  result.replaceChildren(el('p', { class: 'quiet' }, el('bdi', {}, name)), ...parts)
  status.textContent = wrong === undefined ? words.selfTest(ed25519Cases.length) : ''
  const verdict = need('verdict')
  document.title = `${verdict.textContent} – ${name}`
  verdict.focus()
}

let chosen: File | undefined
async function take(file: File | undefined): Promise<void> {
  chosen = file ?? chosen
  if (chosen) await show(chosen.name, new Uint8Array(await chosen.arrayBuffer()))
}

input.addEventListener('change', () => void take(input.files?.[0]))
network.addEventListener('change', () => void take(undefined))
for (const kind of ['dragenter', 'dragover'] as const)
  document.addEventListener(kind, event => {
    event.preventDefault()
    drop.classList.add('drop--over')
  })
document.addEventListener('dragleave', () => drop.classList.remove('drop--over'))
document.addEventListener('drop', event => {
  event.preventDefault()
  drop.classList.remove('drop--over')
  void take(event.dataTransfer?.files[0])
})

/** For whoever checks many files with this page: bytes and the published network id in; the verdict's words out. */
const answers = new Map<string, boolean>()
Object.assign(globalThis, {
  munimentVerifier: {
    check: async (bytes: Uint8Array, publishedNetwork = '') => {
      const wrong = await tested
      if (wrong !== undefined) return { verdict: 'none', wrong }
      const checked = await checkFile(bytes, publishedNetwork, answers)
      return checked.kind === 'verdict'
        ? { ...checked.verdict, forms: undefined, files: undefined }
        : { verdict: 'findings', records: [], findings: [{ code: checked.kind }] }
    }
  }
})

void tested.then(wrong => {
  if (wrong !== undefined) result.replaceChildren(banner('bad', words.noVerdict, el('p', {}, words.noVerdictMore(wrong))))
  else if (status.textContent === '') status.textContent = words.selfTest(ed25519Cases.length)
})
