/**
 * The page's only script, for comfort: a button beside what one may want to copy. Without scripts there is no button,
 * and the text can be selected as any other. It fetches nothing, keeps nothing and changes nothing that is shown.
 */
export const SCRIPT = `
for (const block of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  const name = 'Copy ' + block.dataset.copy;
  button.textContent = name;
  button.addEventListener('click', () => {
    getSelection().selectAllChildren(block);
    button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected: press Ctrl+C';
    setTimeout(() => { button.textContent = name; }, 2000);
  });
  block.before(button);
}
`;
