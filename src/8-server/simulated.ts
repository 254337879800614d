/** Removes everything of the simulated organisation: rows, findings, incidents, and what the detections know of it. */
import { keepSetting } from '../2-store/records-access.ts'
import { forgetSimulated } from '../2-store/records-findings.ts'
import { forgetRisk } from '../2-store/records-risk.ts'
import { simulatedTenant } from '../3-detect/finding.ts'
import { newLane } from './lane.ts'
import type { Inside } from './product.ts'

/** Settles when nothing of it is left. Stops what is being played; waits for what is being read anew. */
export async function removeSimulated(inside: Inside): Promise<void> {
  const { parts, store, journaling, telling, detecting, catchUp, player, laneParts, accept, board } = inside
  await player.stop()
  await catchUp.idle()
  await detecting.handled()
  // What lies in the journal would come into the store after the removal.
  await journaling.loaded()
  const incidents = await detecting.held(async () => {
    await detecting.save()
    await telling.settled()
    const lanes = detecting.lanes()
    const fresh = newLane('simulated', lanes.simulated.generation + 1, laneParts)
    await store.removeTenant(simulatedTenant)
    const gone = await parts.records.transaction().execute(async (transaction) => {
      await keepSetting(transaction, 'lane simulated', `${fresh.generation} 0`)
      await forgetRisk(transaction, 'simulated')
      return forgetSimulated(transaction)
    })
    inside.risk.forgetHeld()
    inside.simulatedPrivileged.clear()
    detecting.replace({ ...lanes, simulated: fresh })
    return gone
  })
  accept.forget()
  board.stale()
  parts.feed.publish({ type: 'removed', incidents })
  parts.feed.publish({ type: 'status', status: await board.read() })
}
