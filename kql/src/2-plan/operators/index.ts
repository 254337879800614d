/** The shelf of operators, by the names of Microsoft's syntax kinds. */
import * as columns from './columns.ts'
import { evaluate } from './evaluate.ts'
import { mvApply, mvExpand } from './expand.ts'
import { graphMatch, makeGraph } from './graph.ts'
import { join, lookup } from './join.ts'
import type { Operator } from './operator.ts'
import * as order from './order.ts'
import { parse, parseKv, parseWhere } from './parse.ts'
import { as, invoke, partition } from './partition.ts'
import { reduce } from './row-sets.ts'
import { scan } from './scan.ts'
import { search } from './search.ts'
import { makeSeries } from './series.ts'
import { count, distinct, summarize } from './summarize.ts'
import { topNested } from './top-nested.ts'
import { union } from './union.ts'

export const operators: Readonly<Record<string, Operator>> = {
  AsOperator: as,
  AssertSchemaOperator: columns.same,
  ConsumeOperator: columns.same,
  CountOperator: count,
  DistinctOperator: distinct,
  EvaluateOperator: (node, input, place) => evaluate(node, input, place),
  ExtendOperator: columns.extend,
  FilterOperator: columns.where,
  GetSchemaOperator: columns.getSchema,
  GraphMatchOperator: graphMatch,
  InvokeOperator: invoke,
  JoinOperator: join,
  LookupOperator: lookup,
  MakeGraphOperator: makeGraph,
  MakeSeriesOperator: makeSeries,
  MvApplyOperator: mvApply,
  MvExpandOperator: mvExpand,
  ParseOperator: parse,
  ParseKvOperator: parseKv,
  ParseWhereOperator: parseWhere,
  PartitionOperator: partition,
  ProjectOperator: columns.project,
  ProjectAwayOperator: columns.projectAway,
  ProjectByNamesOperator: columns.projectByNames,
  ProjectKeepOperator: columns.projectKeep,
  ProjectRenameOperator: columns.projectRename,
  ProjectReorderOperator: columns.projectReorder,
  ReduceByOperator: reduce,
  RenderOperator: columns.same,
  SampleOperator: order.sample,
  SampleDistinctOperator: order.sampleDistinct,
  ScanOperator: scan,
  SearchOperator: (node, input, place) => search(node, input, place),
  SerializeOperator: columns.serialize,
  SortOperator: order.sort,
  SummarizeOperator: summarize,
  TakeOperator: order.take,
  TopOperator: order.top,
  TopHittersOperator: order.topHitters,
  TopNestedOperator: topNested,
  UnionOperator: (node, input, place) => union(node, input, place),
}
