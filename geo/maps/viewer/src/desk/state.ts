// What the project is, as the server tells it.

export interface LayerState {
  name: string;
  title: string;
  kind: string;
  records: number;
  placed: number;
  without: number;
  missing: number;
  fields: string[];
}

export interface Settings {
  title: string;
  producer: string;
  hotline: string;
  signing_key: string;
  languages: string[];
  extent: [number, number, number, number] | null;
  borders: string;
  contributions: string;
  fictitious: boolean;
  stale_after_years: number | null;
  ground: string;
}

export interface State {
  title: string;
  path: string;
  read_only: string;
  layers: LayerState[];
  waiting: number;
  edits: { layer: string; what: string; is_doubtful: boolean }[];
  settings: Settings;
  profiles: string[];
  kinds: { [kind: string]: [name: string, type: string, values?: string[]][] };
  languages: string[];
  formats: string[];
}
