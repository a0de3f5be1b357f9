// What a kind of record is to the page: its file in geo/records/kinds says it, and the map's settings bring it here. No
// other file tells kinds apart by their names, but where a rule is about one of them alone: what a release takes away.

export interface RecordKind {
  name: string;
  /** Records have positions, and one without is missing it. */
  placed: boolean;
  /** A map is about it: counted in the heading, listed near a place. */
  subject: boolean;
  /** It is what "no hazard is recorded" speaks of. */
  dangerous: boolean;
  /** Drawn beneath everything else. */
  ground: boolean;
  symbol: {
    family: "hazard" | "release" | "accident" | "place" | "plain" | "none";
    shape: string;
    fill: string;
    line: string;
  };
  /** The fields of a card in order; `area` is computed. What is not recorded of them is said in one line. */
  card: readonly string[];
  /** Where the date of a record is looked for: the first that is recorded. */
  dates: readonly string[];
  /** All fields that hold dates. */
  dateFields: readonly string[];
  /** The fields that hold counts, each with the values that are counted. */
  counts: { readonly [field: string]: readonly string[] };
  /** Polygons of it have an area that means something: land that is or was dangerous. */
  land: boolean;
}

const KINDS = new Map<string, RecordKind>();
const DATE_FIELDS = new Set<string>();
const COUNTED = new Map<string, readonly string[]>();

/** Take in the kinds of a map, in the order in which legends and lists have them. */
export function learnKinds(kinds: readonly RecordKind[]): void {
  KINDS.clear();
  DATE_FIELDS.clear();
  COUNTED.clear();
  for (const kind of kinds) {
    KINDS.set(kind.name, kind);
    for (const field of kind.dateFields) DATE_FIELDS.add(field);
    for (const [field, values] of Object.entries(kind.counts)) COUNTED.set(field, values);
  }
}

/** Throws for a kind that the map does not describe: its records would be drawn as something else, or not at all. */
export function kindOf(name: string): RecordKind {
  const kind = KINDS.get(name);
  if (kind === undefined) throw new Error(`The map does not say what ${name} are.`);
  return kind;
}

export function kindOrder(name: string): number {
  return [...KINDS.keys()].indexOf(name);
}

/** The kinds that are listed near a place: hazards first, then where people came to harm, then the rest. */
export function nearKinds(): string[] {
  const rank = ({ dangerous, symbol }: RecordKind) => (dangerous ? 0 : symbol.family === "accident" ? 1 : 2);
  const listed = [...KINDS.values()].filter(({ subject }) => subject);
  return listed.sort((a, b) => rank(a) - rank(b)).map(({ name }) => name);
}

export function dangerousKind(): string {
  return [...KINDS.values()].find(({ dangerous }) => dangerous)?.name ?? "";
}

/** Whether any kind has a field of that name that holds dates. */
export function isDateField(name: string): boolean {
  return DATE_FIELDS.has(name);
}

/** The values that a field counts, in order; null for a field that holds no counts. */
export function countedValues(field: string): readonly string[] | null {
  return COUNTED.get(field) ?? null;
}

/** What the records that a map is about are, of the kinds it has: hazards, releases and accidents; places only where there
 * is nothing else. */
export function isSubject(kinds: readonly string[]): (kind: string) => boolean {
  if (kinds.some((kind) => kindOf(kind).subject)) return (kind) => kindOf(kind).subject;
  return (kind) => kindOf(kind).placed;
}
