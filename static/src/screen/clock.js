/** A clock that counts down while somebody speaks, and on beyond the end. */

const NEARLY = 60;

/**
 * Says what the clock reads, and how much of a hurry it is in.
 *
 * @param {number} left  seconds; negative once the time is over
 * @returns {{time: string, hurry: 'plenty'|'short'|'over'}}
 */
export function readClock(left) {
  const seconds = Math.abs(left);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  if (left <= 0) return { time, hurry: 'over' };
  return { time, hurry: left <= NEARLY ? 'short' : 'plenty' };
}

/**
 * Runs every clock on the stage on from what the server said `elapsed` seconds ago.
 *
 * @param {ParentNode} stage
 * @param {number} elapsed
 */
export function runClocks(stage, elapsed) {
  for (const clock of stage.querySelectorAll('.clock[data-running]')) {
    const { time, hurry } = readClock(Number(clock.getAttribute('data-left')) - elapsed);
    const face = clock.querySelector('[data-clock]');
    if (face !== null) face.textContent = time;
    clock.classList.remove('plenty', 'short', 'over');
    clock.classList.add(hurry);
  }
}
