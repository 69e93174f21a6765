/** The window's lists of one terminal in one status: rare statuses are found without walking the terminal's years. */
export const terminalStatus = {
  version: 80,
  sql: `
    CREATE INDEX charges_terminal_status ON charges (terminal_id, status, seq);
  `,
} as const;
