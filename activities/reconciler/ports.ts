/** The workflow tasks of running sales and purchases. */
export type WorkflowTasks = {
  /** Workflows whose current task is at least in this attempt. */
  failing(attempt: number): Promise<{ workflowId: string; attempt: number }[]>;
};
