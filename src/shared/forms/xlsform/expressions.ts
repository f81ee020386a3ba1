/** Expressions and texts of the author's: checked where they stand, and turned into what an XForm holds. */
import { escapeXml } from '../xml.ts'
import { wrongXPath } from '../xpath-syntax.ts'
import { knownFunctions, unknownFunctions } from './functions.ts'
import { suggestion } from './nearest.ts'
import type { Place, Problems } from './problems.ts'
import { brokenReference, onlyReference, referenceNames, scanReferences, withPaths, withPlaceholders, type Resolving } from './references.ts'
import { descendants, pathOf, relativePath, sharedRepeat, type SectionNode, type TreeNode } from './tree.ts'

export class Expressions {
  readonly #names = new Map<string, TreeNode[]>()
  readonly #problems: Problems
  /** Files that pulldata() asks for, by name without ending. */
  readonly pulled = new Set<string>()
  /** Does an expression ask for the record that was filed last? */
  lastSaved = false

  constructor(form: SectionNode, problems: Problems) {
    this.#problems = problems
    for (const node of descendants(form)) if (node !== form) this.#names.set(node.name, [...(this.#names.get(node.name) ?? []), node])
  }

  /** The one that is meant by a name: if several have it, the only question among them. */
  node = (name: string): TreeNode | undefined => {
    const found = this.#names.get(name) ?? []
    if (found.length === 1) return found[0]
    const questions = found.filter(node => node.is === 'question')
    return questions.length === 1 ? questions[0] : undefined
  }

  /** The expression as an XForm has it; complains of what is wrong with it at `place`. */
  expression(text: string, place: Place, context: TreeNode | undefined, inside?: Resolving['inside']): string {
    if (this.#checkReferences(text, place)) {
      const wrong = wrongXPath(withPlaceholders(text))
      if (wrong !== undefined) this.#problems.error(place, `"${short(text)}" is not an expression: ${wrong}.`)
      else this.#checkInside(text, place)
    }
    for (const [, , file] of text.matchAll(/pulldata\s*\(\s*(['"])(.*?)\1/g)) if (file !== undefined && file !== '') this.pulled.add(file)
    if (referenceNames(text).some(reference => reference.lastSaved)) this.lastSaved = true
    return withPaths(text, { node: this.node, context, ...(inside && { inside }) })
  }

  #checkInside(text: string, place: Place): void {
    for (const reference of scanReferences(text))
      if (reference.quoted) this.#problems.warning(place, `"${text.slice(reference.at, reference.end)}" stands in quotes, so it is text and not the answer.`)
    for (const name of unknownFunctions(withPlaceholders(text))) {
      const meant = suggestion(name, knownFunctions())
      if (meant === '') this.#problems.warning(place, `There is no function "${name}" in forms; whoever fills this in will see an error.`)
      else this.#problems.error(place, `There is no function "${name}".${meant}`)
    }
  }

  /** The text as XML, with answers put in; complains of references at `place`. */
  text(text: string, place: Place, context: TreeNode | undefined): string {
    this.#checkReferences(text, place)
    return text
      .split(/(\$\{[^{}]*\})/)
      .map(part => {
        const name = onlyReference(part)
        const node = name === undefined ? undefined : this.node(name)
        if (!node) return escapeXml(part)
        const path = context && sharedRepeat(context, node) ? relativePath(context, node) : pathOf(node)
        return `<output value="${escapeXml(` ${path} `)}"/>`
      })
      .join('')
  }

  #checkReferences(text: string, place: Place): boolean {
    const broken = brokenReference(text)
    if (broken !== undefined) {
      this.#problems.error(place, `"${short(broken)}" is a reference that is not closed: it is written \${name}.`)
      return false
    }
    let sound = true
    for (const { name, lastSaved } of referenceNames(text)) {
      if (this.node(name)) continue
      sound = false
      const found = this.#names.get(name)
      const written = `\${${lastSaved ? 'last-saved#' : ''}${name}}`
      if (found)
        this.#problems.error(place, `"${written}" could mean several: the name is in rows ${found.map(node => node.line.row).join(', ')}. Rename all but one.`)
      else this.#problems.error(place, `"${written}" refers to a question that is not there.${suggestion(name, this.#names.keys())}`)
    }
    return sound
  }
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
