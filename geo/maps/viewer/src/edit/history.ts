// Steps that can be taken back and taken again. Each state is whole and never changed.

export class History<T> {
  private past: T[] = [];
  private future: T[] = [];

  constructor(public now: T) {}

  /** `merge`: a part of the step before, as one of many moves of a drag. */
  set(next: T, merge = false): void {
    if (!merge) this.past.push(this.now);
    this.future = [];
    this.now = next;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  undo(): void {
    if (!this.canUndo) return;
    this.future.push(this.now);
    this.now = this.past.pop()!;
  }

  redo(): void {
    if (!this.canRedo) return;
    this.past.push(this.now);
    this.now = this.future.pop()!;
  }

  /** Let nothing before now be taken back. */
  seal(): void {
    this.past = [];
    this.future = [];
  }
}
