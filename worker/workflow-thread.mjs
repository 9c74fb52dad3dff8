// The thread in which the SDK runs workflows, without two things that took half of the worker's processor time. Plain
// JavaScript, so that the thread starts without a loader. Tried with version 1.24.0 of @temporalio/worker; the test
// beside it fails when another version works otherwise.
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { workerData } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const { BaseVMWorkflow, globalHandlers } = require('@temporalio/worker/lib/workflow/vm-shared');

if (!workerData.stackTraces) leaveOutStackTraces();
guardWholeActivations();
// Only now, because it takes both as they are when it is loaded.
// oxlint-disable-next-line import/no-unassigned-import
require('@temporalio/worker/lib/workflow/workflow-worker-thread');

/** The SDK keeps a stack for every promise that a workflow makes, for the query for stack traces alone. */
function leaveOutStackTraces() {
  globalHandlers.setPromiseHook = () => undefined;
}

/**
 * Node starts a thread for each call into a context that has a time limit, and the SDK makes about five such calls in
 * an activation. Here the activation has the limit, and the calls in it have none.
 */
function guardWholeActivations() {
  const { runInContext } = vm.Script.prototype;
  const { activate } = BaseVMWorkflow.prototype;
  const guarded = new vm.Script('activateWorkflow()');
  let timeout;
  let isActivating = false;

  vm.Script.prototype.runInContext = function (context, options) {
    timeout = options?.timeout ?? timeout;
    return runInContext.call(this, context, isActivating ? { ...options, timeout: undefined } : options);
  };

  BaseVMWorkflow.prototype.activate = function (activation) {
    globalThis.activateWorkflow = () => activate.call(this, activation);
    isActivating = true;
    try {
      return guarded.runInThisContext({ timeout });
    } catch (failure) {
      return Promise.resolve({ runId: this.runId, failed: { failure: this.activator.errorToFailure(failure) } });
    } finally {
      isActivating = false;
    }
  };
}
