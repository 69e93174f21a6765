export function extendProject(wxs: string): string;
export function msiProjectCreated(projectFile: string): Promise<void>;
