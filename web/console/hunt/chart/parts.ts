/** The parts of ECharts that results are drawn with, and no others. */
import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts'
import { DataZoomInsideComponent, GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([
  BarChart,
  LineChart,
  PieChart,
  ScatterChart,
  GridComponent,
  DataZoomInsideComponent,
  LegendScrollComponent,
  TooltipComponent,
  CanvasRenderer,
])

export { init }
export type Chart = ReturnType<typeof init>
