/**
 * `npm test`: checks, a browser, the pages, then every test. Ends with what passed, what failed and what did not run, by
 * cause; the very last line, `N passed, N failed`, is read by machines. Exit code 1 if anything failed or nothing ran.
 */
import { spawn } from 'child_process'
import { mkdtempSync, existsSync, readFileSync, rmSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'
import { fileURLToPath } from 'url'
import { withNode } from '../src/main/node-guard.mjs'
import { runChecks } from './check.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
/** Longer than the whole suite takes on two slow cores; a run that hangs must end and say so. */
const DEADLINE_MINUTES = 60

/** Colours are for a person at a terminal. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }

const say = line => console.log(line)
const count = (list, status) => list.filter(one => one.status === status).length

async function findBrowser() {
  const { obtainBrowser } = await import('./kit/browser.ts')
  const browser = obtainBrowser(say)
  say(browser === undefined ? 'browser: none could be had; the tests that need one are counted as not run' : `browser: ${browser}`)
  return browser
}

/** The page is built once, before the tests that open it; a page that does not build is a failed case. */
async function buildPage() {
  const { buildPages } = await import('../src/main/start/pages.ts')
  try {
    const built = await buildPages(project)
    say(`pages: ${built.length === 0 ? 'none in the source' : built.join(', ')}`)
    return { passed: built.length, failed: 0 }
  } catch (error) {
    say(`FAILED  the pages do not build\n${error.stack}`)
    return { passed: 0, failed: 1 }
  }
}

function runVitest(report, env) {
  const args = [
    join(project, 'node_modules/vitest/vitest.mjs'),
    'run',
    '-c',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`
  ]
  return new Promise(done => {
    const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], { cwd: project, stdio: ['ignore', 'inherit', 'inherit'], env })
    const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MINUTES * 60_000)
    child.on('close', code => {
      clearTimeout(late)
      done(code)
    })
  })
}

/** Counts cases, and what vitest does not call a case: a file that does not load, an error outside any test, a file that is silent. */
function readReport(report, code, notRun) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0, why: ['the test runner ended without a report'] }
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults
  const cases = files.flatMap(file => file.assertionResults)
  const why = files.filter(file => file.status === 'failed' && count(file.assertionResults, 'failed') === 0).map(file => `${file.name} does not load`)
  const spoke = new Set(notRun.map(line => line.file))
  why.push(
    ...files.filter(file => file.status !== 'failed' && file.assertionResults.length === 0 && !spoke.has(file.name)).map(file => `${file.name} holds no test`)
  )
  const failed = count(cases, 'failed')
  if (code !== 0 && failed + why.length === 0) why.push('errors outside any test (see above)')
  const passed = count(cases, 'passed')
  return { passed, failed: failed + why.length, skipped: cases.length - passed - failed, why }
}

const readLines = path =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line))
    : []

function sumByCause(notRun, skipped) {
  const sums = new Map()
  for (const { cause, count } of notRun) sums.set(cause, (sums.get(cause) ?? 0) + count)
  if (skipped > 0) sums.set('skipped in a test file', skipped)
  return [...sums].sort(([a], [b]) => a.localeCompare(b))
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-test-'))
  try {
    const checks = await runChecks()
    const browser = await findBrowser()
    const pages = await buildPage()
    const files = { report: join(folder, 'report.json'), notRun: join(folder, 'not-run.jsonl') }
    const env = { ...process.env, ...plain, MUNIMENT_NOT_RUN: files.notRun, MUNIMENT_BROWSER: browser ?? '' }
    const code = await runVitest(files.report, env)
    const notRun = readLines(files.notRun)
    const tests = readReport(files.report, code, notRun)
    finish(checks, pages, tests, sumByCause(notRun, tests.skipped))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function finish(checks, pages, tests, notRun) {
  for (const line of tests.why) say(`FAILED  ${line}`)
  say('')
  say(`checks  ${checks.passed} passed, ${checks.failed} failed`)
  say(`pages   ${pages.passed} built, ${pages.failed} failed`)
  say(`tests   ${tests.passed} passed, ${tests.failed} failed`)
  for (const [cause, cases] of notRun) say(`not run ${cases}: ${cause}`)
  if (notRun.length === 0) say('not run 0')
  const failed = checks.failed + pages.failed + tests.failed
  const passed = checks.passed + pages.passed + tests.passed
  process.exitCode = failed > 0 || tests.passed === 0 ? 1 : 0
  say(`${passed} passed, ${failed} failed`)
}

withNode(main)
