/** Lets work under one key happen one after the other, and forgets keys nobody waits for. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything queued under the key before it has ended, however it ended. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const turn = before === undefined ? work() : before.then(work, work);
    this.last.set(key, turn);
    const done = () => {
      if (this.last.get(key) === turn) this.last.delete(key);
    };
    turn.then(done, done);
    return turn;
  }
}
