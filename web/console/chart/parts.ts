/** The parts of ECharts in use, and no others: points over time, with zoom. */
import { ScatterChart } from 'echarts/charts'
import { DataZoomComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([ScatterChart, GridComponent, DataZoomComponent, TooltipComponent, CanvasRenderer])

export { init }
export type Chart = ReturnType<typeof init>
