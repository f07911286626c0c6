/**
 * The script of the index: a click on a column's head sorts by it, another the other way round. It makes the buttons
 * itself, so that nothing is offered where scripts do not run. Plain JavaScript, as it stands in the page.
 */
export const SORTING = `
for (const table of document.querySelectorAll('table.runs')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const keyOf = (row, at) => {
    const cell = row.cells[at];
    const number = cell.dataset.value;
    if (number === undefined) return cell.textContent;
    return number === '' ? -Infinity : Number(number);
  };
  heads.forEach((head, at) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = [...body.rows].sort((one, other) => {
        const [a, b] = [keyOf(one, at), keyOf(other, at)];
        const order = typeof a === 'number' ? a - b || 0 : a.localeCompare(b, 'en', { numeric: true });
        return down ? -order : order;
      });
      body.append(...rows);
    });
  });
}
`;
