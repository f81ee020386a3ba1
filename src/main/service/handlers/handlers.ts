/** Every call of the contract and who answers it. A missing or surplus one does not compile. */
import type { Handlers } from '../dispatch.ts'
import { backups, cancelCopy, createBackup, drillBackup, restoreBackup, runBackup, setBackupSchedule } from './backups.ts'
import { exportBundle, importBundle, planBundle } from './copies.ts'
import { admitContinuing, fileAgain, listContinuing, refuseContinuing, takeContinuing } from './continuing.ts'
import { approveByRecovery, draftSuccession, succession } from './succession.ts'
import { approveMotion, decisions, draftMotion, exportFork, exportMotion, importMotion, withdrawMotion } from './decisions.ts'
import { changePassphrase, confirmRecovery, deskState, rebindFolder, signIn, signOut } from './desk.ts'
import { damagedDrafts, deleteDraft, getDraft, listDrafts, saveDraft } from './drafts.ts'
import { startNetwork } from './first-run.ts'
import { proveRecord } from './evidence.ts'
import { getForm, importForm, listForms } from './forms.ts'
import { cancelVerify, listChains, startVerify, verifyJob } from './integrity.ts'
import { joinNetwork, joinRequestFile, readInvitation, takeJoinRequest } from './join.ts'
import { addAddress, admitRequest, cancelInvitation, createInvitation, network, refuseRequest, syncNow, testReach } from './network.ts'
import { limits, setLimits } from './limits.ts'
import { continueDesk, mark, vouchForMark } from './mark.ts'
import { addPerson } from './people.ts'
import { recover } from './recover.ts'
import { amend, fileMany, fileRecord, list, recordFacets, show, voidOne } from './records.ts'
import { reviewRecords } from './reviews.ts'
import { status } from '../counts.ts'

export const handlers: Handlers = {
  deskState,
  startNetwork,
  confirmRecovery,
  readInvitation,
  joinNetwork,
  signIn,
  signOut,
  changePassphrase,
  addPerson,
  recover,
  rebindFolder,
  mark,
  continueDesk,
  vouchForMark,
  fileAgain,
  listContinuing,
  takeContinuing,
  admitContinuing,
  refuseContinuing,
  status,
  listForms,
  getForm,
  importForm,
  listDrafts,
  damagedDrafts,
  getDraft,
  saveDraft,
  deleteDraft,
  fileRecord,
  fileRecords: fileMany,
  amendRecord: amend,
  voidRecord: voidOne,
  reviewRecords,
  listRecords: list,
  recordFacets,
  getRecord: show,
  proveRecord,
  listChains,
  startVerify,
  verifyJob,
  cancelVerify,
  network,
  createInvitation,
  cancelInvitation,
  admitRequest,
  refuseRequest,
  decisions,
  succession,
  draftSuccession,
  approveByRecovery,
  draftMotion,
  approveMotion,
  withdrawMotion,
  exportMotion,
  importMotion,
  exportFork,
  addAddress,
  syncNow,
  limits,
  setLimits,
  testReach,
  backups,
  createBackup,
  setBackupSchedule,
  runBackup,
  drillBackup,
  cancelCopy,
  restoreBackup,
  planBundle,
  exportBundle,
  importBundle,
  joinRequest: joinRequestFile,
  takeJoinRequest
}
