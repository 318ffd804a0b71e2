/** Papers: offers to print. */

const button = document.querySelector('[data-print]');
if (button instanceof HTMLElement) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
