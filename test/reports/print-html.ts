/** Prints the sample's page, so that a test can compare the bytes of two processes. */
import { renderHtml } from '../../reports/html.ts';
import { sampleResult } from './sample-result.ts';

process.stdout.write(await renderHtml(sampleResult()));
