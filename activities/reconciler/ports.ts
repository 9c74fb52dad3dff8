/** The workflow tasks of running sales and purchases. */
export type WorkflowTasks = {
  /** Workflows whose current task is at least in this attempt. */
  failing(attempt: number): Promise<{ workflowId: string; attempt: number }[]>;
};

/** The keys of an event in Redis. */
export type GateKeys = {
  /** Keys that hold something of another type than the scripts expect, which makes each of them fail. */
  wrong(eventId: string): Promise<{ key: string; type: string; expected: string }[]>;
};
