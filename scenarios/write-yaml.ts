/** Writes a scenario as YAML, with maps that fit on a line on one line, as people write them. */
import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import type { PlainMap } from './tree.ts';

const WIDTH = 100;
/** Sections and what they name stand on lines of their own; what is said of each may stand on one. */
const LINES_OF_THEIR_OWN = 1;

export function writtenYaml(scenario: PlainMap): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(_, node, path) {
      const depth = path.filter((each) => isMap(each) || isSeq(each)).length;
      const fits = JSON.stringify(node.toJSON()).length < WIDTH;
      if (depth > LINES_OF_THEIR_OWN && fits && node.items.length > 0) node.flow = true;
    },
    Scalar(_, node) {
      if (isScalar(node)) delete node.format;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
