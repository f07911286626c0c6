/** `streams` from what the user wrote, with the delay profile that it names. */

import { distribution } from './compile-distribution.ts';
import { type Compiling, refuse } from './compiling.ts';
import { givenDelays, IDEAL, LOCAL, readProfile } from './delay-profiles.ts';
import type { DelayProfile, Streams } from './scenario.ts';

export function compileStreams(compiling: Compiling): Streams {
  const { streams } = compiling.form;
  if (streams.heartbeat >= streams.sessionTimeout) {
    const says = 'is not shorter than streams.sessionTimeout, so every member would be taken for dead';
    refuse(
      compiling,
      ['streams', 'heartbeat'],
      'out-of-order',
      says,
      'a third of the session timeout is usual',
    );
  }
  return {
    partitions: streams.partitions,
    replication: streams.replication,
    retentionUs: streams.retention,
    sessionTimeoutUs: streams.sessionTimeout,
    heartbeatUs: streams.heartbeat,
    delays: compileDelays(compiling),
  };
}

function compileDelays(compiling: Compiling): DelayProfile {
  const { delays } = compiling.form.streams;
  if (delays === 'ideal') return IDEAL;
  if (delays === 'local') return LOCAL;
  const path = ['streams', 'delays'];
  const { file, append, fetch } = delays;
  if (file !== undefined) {
    if (append !== undefined || fetch !== undefined) {
      refuse(
        compiling,
        path,
        'one-kind',
        'has a file and distributions',
        'give { file } or { append, fetch }',
      );
    }
    return profileFrom(file, compiling);
  }
  if (append === undefined || fetch === undefined) {
    refuse(
      compiling,
      path,
      'one-kind',
      'needs both `append` and `fetch`, or a `file`',
      'give { append, fetch }',
    );
  }
  const of = (key: string) => ({ path: [...path, key], of: 'times', linear: false }) as const;
  return givenDelays(
    distribution(append ?? 0, of('append'), compiling),
    distribution(fetch ?? 0, of('fetch'), compiling),
  );
}

function profileFrom(file: string, compiling: Compiling): DelayProfile {
  const path = ['streams', 'delays', 'file'];
  const text = compiling.files.text(file, path, compiling.report);
  const profile = text === undefined ? IDEAL : readProfile(text);
  if (typeof profile !== 'string') return profile;
  const message = `${compiling.files.pathOf(file)} is no delay profile: it ${profile}`;
  compiling.report.error({
    path,
    code: 'profile-invalid',
    message,
    hint: '`rendezvous calibrate` writes one',
  });
  return IDEAL;
}
