/** Choices that are places (`geometry`, as ODK has it): on the map beside the list. Those without a place stand in the list alone. */
import type { SelectItem } from '@getodk/xforms-engine'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceSearch } from './choice-search.tsx'
import { labelText, type ChoiceProps } from './choice-state.ts'
import { PlaceMap, type MapPoint } from './place-map.tsx'
import { readPoints, type Point } from './place-text.ts'

/** The first point of the choice's geometry. */
function placeOf(item: SelectItem): Point | undefined {
  const geometry = item.properties.find(([name]) => name === 'geometry')?.[1]
  return geometry === undefined || geometry.trim() === '' ? undefined : readPoints(geometry)?.[0]
}

export function ChoiceMap({ node, state }: ChoiceProps): ReactNode {
  const { t } = useTranslation('entry')
  const placed = state.options.flatMap(item => {
    const point = placeOf(item)
    return point ? [{ item, point }] : []
  })
  const points = placed.map(({ item, point }): MapPoint => ({ ...point, label: labelText(item), chosen: state.chosen.includes(item.value) }))
  return (
    <>
      <ChoiceSearch node={node} state={state} />
      {points.length > 0 && (
        <PlaceMap
          label={t('map.choices')}
          points={points}
          onChoose={at => {
            const value = placed[at]?.item.value
            if (value !== undefined && !state.readonly) node.selectValue(value)
          }}
        />
      )}
    </>
  )
}
