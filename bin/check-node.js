/**
 * Says in one sentence that this Node is too old, before anything is loaded that such a Node cannot even parse.
 * So this file is plain JavaScript of an older day and imports nothing.
 */
const needed = [22, 18];
const found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    `rendezvous-testbed needs Node ${needed.join('.')} or newer, but this is ${process.versions.node}. ` +
      'In a checkout, `npm ci` brings a current Node for the npm scripts.\n',
  );
  process.exit(2);
}
