// The kinds of records, as a map's settings bring them; a test in Python holds kinds.json to what they are.

import { learnKinds, type RecordKind } from "../src/kinds.ts";
import kinds from "./kinds.json" with { type: "json" };

learnKinds(kinds as RecordKind[]);
