import type { SelectItem, SelectNode } from '@getodk/xforms-engine'

export interface ChoiceState {
  readonly options: readonly SelectItem[]
  readonly chosen: readonly string[]
  readonly readonly: boolean
  readonly required: boolean
}

export interface ChoiceProps {
  readonly node: SelectNode
  readonly state: ChoiceState
}

export const labelText = (item: SelectItem): string => item.label.asString.trim() || item.value

/** Ticks or clears one choice; what is chosen stands in the order of the list, whatever was ticked first. */
export function choose({ node, state }: ChoiceProps, value: string, on: boolean): void {
  if (node.selectType === 'select1') node.selectValue(on ? value : null)
  else node.selectValues(state.options.map(item => item.value).filter(one => (one === value ? on : state.chosen.includes(one))))
}
