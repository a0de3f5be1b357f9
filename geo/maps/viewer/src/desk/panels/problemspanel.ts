// Problems: what is wrong in the project, the worst first. From each the way goes to its record, where it can be mended, and
// all of it goes back to whoever sent the file, as a workbook.

import { bdi, el, fill } from "../../ui/dom.ts";
import type { Frame } from "../frame.ts";
import { jumpTo, recordOf } from "./jump.ts";
import type { Panel } from "../panels.ts";
import { button, buttons, fold, help, type Problem, type Severity, severityMark } from "../parts.ts";
import { GivingBack } from "./givingback.ts";
import { problemList } from "./problemlist.ts";

interface Group {
  code: string;
  severity: Severity;
  title: string;
  count: number;
  problems: Problem[];
}

interface Found {
  counts: { [severity in Severity]: number };
  records: number;
  groups: Group[];
}

export class ProblemsPanel implements Panel {
  readonly root = el("div", {});
  private found: Found | null = null;
  private readonly back: GivingBack;

  constructor(private readonly frame: Frame) {
    this.back = new GivingBack(frame, () => ({}));
  }

  async enter(): Promise<void> {
    this.found = await this.frame.work.read<Found>("problems");
    this.render();
    if (this.found) this.frame.app.announce(this.counted(this.found));
  }

  private counted({ counts }: Found): string {
    const all = (["error", "warning", "note"] as const).filter((one) => counts[one] > 0);
    if (all.length === 0) return this.frame.text("no_problems");
    return this.frame.app.words.list(all.map((one) => this.frame.text(`count_${one}`, { n: counts[one] })));
  }

  render(): void {
    const { found, frame } = this;
    if (found === null) return fill(this.root);
    fill(
      this.root,
      el("p", {}, this.counted(found)),
      found.groups.length > 0 && help(frame.text("problems_help")),
      ...found.groups.map((group, at) => this.group(group, at === 0)),
      found.groups.length > 0 && this.back.render(),
    );
  }

  private group({ title, code, count, severity, problems }: Group, isOpen: boolean): HTMLElement {
    const { words } = this.frame.app;
    const summary = el(
      "span",
      { class: "zm-desk-group" },
      severityMark(severity, this.frame.text(severity)),
      el("span", {}, bdi(title || code)),
      el("b", {}, words.number(count)),
    );
    const group = fold(
      `${severity} ${code}`,
      summary,
      problemList(this.frame, problems, (problem) => this.ways(problem)),
      problems.length < count && help(this.frame.text("first_of", { n: problems.length, total: count })),
    );
    group.open = isOpen;
    return group;
  }

  private ways(problem: Problem): Node[] {
    const { app } = this.frame;
    const ref = recordOf(app, problem.layer, problem.id);
    if (ref === null) return [];
    const ways = [button(this.frame.text("open_record"), () => jumpTo(app, ref, problem.field))];
    if (app.contribute) ways.push(button(this.frame.text("mend"), () => app.contribute!(ref), "draw"));
    return [buttons(...ways)];
  }
}
