/**
 * Is a text an XPath expression? The grammar of XPath 1.0 (https://www.w3.org/TR/1999/REC-xpath-19991116/), with predicates
 * also behind `.` and `..`, as the form engine reads them. Syntax only: names and functions are not looked up, and nothing is
 * ever computed here.
 */
interface Token {
  readonly kind: 'name' | 'number' | 'literal' | 'variable' | 'sign' | 'operator'
  readonly text: string
  readonly at: number
}

const NAME = '[\\p{L}_][\\p{L}\\p{M}\\p{N}_.·-]*'
const TOKEN = new RegExp(
  `\\s*(?:(?<literal>"[^"]*"|'[^']*')|(?<number>\\d+(?:\\.\\d*)?|\\.\\d+)|(?<variable>\\$${NAME}(?::${NAME})?)|(?<name>${NAME}(?::(?!:)(?:${NAME}|\\*))?)|(?<sign>::|//|\\.\\.|!=|<=|>=|[/.@()[\\],|+\\-=<>*]))`,
  'uy'
)
const WORDS = new Set(['and', 'or', 'mod', 'div'])
const OPERATORS = new Set(['=', '!=', '<', '<=', '>', '>=', '+', '-', '|', '*', ...WORDS])
/** Behind these (and operators) a `*` is a name and `div` an element: XPath 1.0 section 3.7. */
const BEFORE_NAME = new Set(['@', '::', '(', '[', ',', '/', '//'])
const NODE_TYPES = new Set(['comment', 'text', 'processing-instruction', 'node'])
/** Nested brackets; no form comes near, and a stranger's must not exhaust the stack. */
const MAX_DEPTH = 200

class SyntaxFault extends Error {}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end;) {
    const from = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    if (!groups)
      throw new SyntaxFault(
        `"${text.slice(from).trimStart().slice(0, 1)}" does not belong there (character ${text.length - text.slice(from).trimStart().length + 1})`
      )
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined) as [Token['kind'], string]
    const before = tokens.at(-1)
    const operand = before !== undefined && before.kind !== 'operator' && !BEFORE_NAME.has(before.text)
    const operator = kind === 'sign' ? OPERATORS.has(found) && (found !== '*' || operand) : kind === 'name' && operand && WORDS.has(found)
    tokens.push({ kind: operator ? 'operator' : found === '*' ? 'name' : kind, text: found, at: TOKEN.lastIndex - found.length })
  }
  return tokens
}

class Reader {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  read(): void {
    this.#expression()
    if (this.#here) this.#fail()
  }

  get #here(): Token | undefined {
    return this.#tokens[this.#next]
  }

  #is(text: string): boolean {
    return this.#here?.text === text && this.#here.kind !== 'literal'
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false
    this.#next++
    return true
  }

  #fail(): never {
    const here = this.#here
    throw new SyntaxFault(here ? `"${here.text}" does not belong there (character ${here.at + 1})` : 'it ends too early')
  }

  #need(text: string): void {
    if (!this.#take(text)) this.#fail()
  }

  #expression(): void {
    if (++this.#depth > MAX_DEPTH) throw new SyntaxFault('it is nested too deeply')
    for (;;) {
      while (this.#take('-'));
      this.#path()
      if (this.#here?.kind !== 'operator') break
      this.#next++
    }
    this.#depth--
  }

  #path(): void {
    if (this.#primary()) {
      this.#predicates()
      if (!this.#is('/') && !this.#is('//')) return
    } else if (this.#take('/')) {
      if (this.#isStep()) this.#steps()
      return
    }
    if (this.#take('/') || this.#take('//') || this.#isStep()) this.#steps()
    else this.#fail()
  }

  /** A literal, a number, a variable, brackets or a function call. */
  #primary(): boolean {
    const here = this.#here
    if (!here) this.#fail()
    if (here.kind === 'literal' || here.kind === 'number' || here.kind === 'variable') {
      this.#next++
      return true
    }
    if (this.#take('(')) {
      this.#expression()
      this.#need(')')
      return true
    }
    if (here.kind !== 'name' || this.#tokens[this.#next + 1]?.text !== '(' || NODE_TYPES.has(here.text)) return false
    this.#next += 2
    if (this.#take(')')) return true
    do this.#expression()
    while (this.#take(','))
    this.#need(')')
    return true
  }

  #isStep(): boolean {
    return this.#here?.kind === 'name' || this.#is('.') || this.#is('..') || this.#is('@')
  }

  #steps(): void {
    do this.#step()
    while (this.#take('/') || this.#take('//'))
  }

  #step(): void {
    if (!this.#take('.') && !this.#take('..')) {
      if (!this.#take('@') && this.#tokens[this.#next + 1]?.text === '::') this.#next += 2
      const test = this.#here
      if (test?.kind !== 'name') this.#fail()
      this.#next++
      if (NODE_TYPES.has(test.text) && this.#take('(')) {
        if (this.#here?.kind === 'literal') this.#next++
        this.#need(')')
      }
    }
    this.#predicates()
  }

  #predicates(): void {
    while (this.#take('[')) {
      this.#expression()
      this.#need(']')
    }
  }
}

/** What is wrong, in plain words; undefined for a well-formed expression. */
export function wrongXPath(text: string): string | undefined {
  try {
    new Reader(tokensOf(text)).read()
    return undefined
  } catch (error) {
    if (error instanceof SyntaxFault) return error.message
    throw error
  }
}
