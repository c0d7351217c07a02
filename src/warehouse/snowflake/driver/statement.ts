import type { Statement } from '../../sql/statement.ts'
import type { Answer } from '../session.ts'
import type { DriverConnection, DriverStatement } from './sdk.ts'
import { readAnswer } from './values.ts'

/** A statement on its way. */
export interface RunningStatement {
  /** Rejects with what the driver said. */
  readonly answer: Promise<Answer>
  /** Asks Snowflake to stop it; resolves when it has heard, never rejects. */
  cancel(): Promise<void>
}

/** Sends one statement; of its answer no more is read than these rows, where they are bounded. */
export function startStatement(
  connection: DriverConnection,
  { sql, values }: Statement,
  mostRows?: number,
): RunningStatement {
  let running: DriverStatement | undefined
  const completed = new Promise<DriverStatement>((resolve, reject) => {
    running = connection.execute({
      sqlText: sql,
      ...(values.length === 0 ? {} : { binds: values }),
      // Otherwise the driver runs a statement that got no answer a second time, on its own account.
      streamResult: true,
      complete: (error, statement) => (error ? reject(error) : resolve(statement)),
    })
  })
  return {
    answer: completed.then((statement) =>
      readAnswer(statement.getColumns() ?? [], statement.streamRows(), mostRows),
    ),
    cancel: () =>
      new Promise((resolve) => {
        if (running === undefined) resolve()
        else running.cancel(() => resolve())
      }),
  }
}
