/**
 * Who is in which consumer group: deaths, session timeouts, rebalances, returns.
 *
 * Kafka's rules, as far as they decide who reads when. A dead member keeps its partitions until its session times
 * out; then, one heartbeat later, the others take them over. A member that comes back joins at once, but not before
 * its old session is gone. Each change of membership is an eager rebalance: for a moment the group stands still, its
 * members let go of what they hold, and everybody reads on from the last commit. So work is done twice, and nothing
 * is lost, unless somebody had committed what was not finished.
 */
import type { Scenario } from '../scenarios/scenario.ts';
import type { Consumers } from './consumers.ts';
import type { Processes } from './processes.ts';

export interface MembershipPort {
  /** The process lets go of all it holds; dead: its memory is gone, else it may still put things in order. */
  forget(process: number, dead: boolean, nowUs: number): void;
  /** The process starts with an empty memory (its cold start begins now). */
  start(process: number, nowUs: number): void;
  /** Deliveries to the process are about to go on, from the commit or from where it stood. */
  resuming(process: number, nowUs: number): void;
  /** Call `onSessionEnd`, `onJoin` or `onRebalanced` then. */
  at(atUs: number, what: 'sessionEnd' | 'join' | 'rebalanced', whom: number): void;
}

export class Membership {
  private readonly processes: Processes;
  private readonly consumersOf: (group: number) => Consumers;
  private readonly groupIn: (group: number) => number;
  private readonly port: MembershipPort;
  private readonly sessionUs: number;
  private readonly heartbeatUs: number;
  private readonly rebalanceUs: number;
  private readonly isMember: Uint8Array;
  /** When the process was last heard of; its session ends a session timeout later. */
  private readonly silentSinceUs: Float64Array;
  /** 1 from a process's death until it has joined again. */
  private readonly mustJoin: Uint8Array;
  /** 1 while the process is stopped or cut off. */
  private readonly isOut: Uint8Array;
  /** Rebalances under way, by group; the group goes on after the last one. */
  private readonly rebalancing: Uint8Array;

  constructor(parts: {
    scenario: Scenario;
    processes: Processes;
    /** The consumers a group belongs to, and its number among them. */
    consumersOf: (group: number) => Consumers;
    groupIn: (group: number) => number;
    port: MembershipPort;
  }) {
    this.processes = parts.processes;
    this.consumersOf = parts.consumersOf;
    this.groupIn = parts.groupIn;
    this.port = parts.port;
    const { streams } = parts.scenario;
    this.sessionUs = streams.sessionTimeoutUs;
    this.heartbeatUs = streams.heartbeatUs;
    this.rebalanceUs = streams.delays.rebalanceUs;
    this.isMember = new Uint8Array(parts.processes.count).fill(1);
    this.silentSinceUs = new Float64Array(parts.processes.count).fill(Infinity);
    this.mustJoin = new Uint8Array(parts.processes.count);
    this.isOut = new Uint8Array(parts.processes.count);
    this.rebalancing = new Uint8Array(parts.processes.replicas.length);
  }

  /** SIGKILL. */
  die(process: number, nowUs: number): void {
    this.processes.running[process] = 0;
    this.processes.resumesAtUs[process] = Infinity;
    this.mustJoin[process] = 1;
    this.isOut[process] = 0;
    this.fallSilent(process, nowUs);
    this.port.forget(process, true, nowUs);
    this.consumers(process).rewind(process);
  }

  /** The process is started again after its death. */
  restart(process: number, nowUs: number): void {
    this.processes.running[process] = 1;
    this.processes.startedAtUs[process] = nowUs;
    this.port.start(process, nowUs);
    this.join(process, nowUs);
  }

  /** SIGSTOP (the process does nothing until `untilUs`), or a cut (it works on what it holds); may be said again. */
  fallOut(process: number, untilUs: number, stopped: boolean, nowUs: number): void {
    this.processes.running[process] = stopped ? 0 : 1;
    this.processes.resumesAtUs[process] = untilUs;
    this.isOut[process] = 1;
    if (this.silentSinceUs[process] === Infinity) this.fallSilent(process, nowUs);
  }

  /** SIGCONT, or the network is back. */
  comeBack(process: number, nowUs: number): void {
    this.processes.running[process] = 1;
    this.processes.resumesAtUs[process] = Infinity;
    this.isOut[process] = 0;
    if (this.mustJoin[process] === 1 || this.silentUs(process, nowUs) >= this.sessionUs) {
      this.join(process, nowUs);
      return;
    }
    this.silentSinceUs[process] = Infinity;
    if (this.rebalancing[this.groupOf(process)] !== 0) return;
    // Scores first, so that a request read now is decided with what is already known of it.
    this.port.resuming(process, nowUs);
    this.consumers(process).resume(process, nowUs);
  }

  /** A session may have ended: if nobody heard of the process since, the others take over. */
  onSessionEnd(process: number, nowUs: number): void {
    if (this.silentUs(process, nowUs) < this.sessionUs || this.isMember[process] === 0) return;
    this.isMember[process] = 0;
    this.rebalance(this.groupOf(process), nowUs);
  }

  onJoin(process: number, nowUs: number): void {
    // It died, stopped or was cut off again before it could join: it will ask again when it is back.
    if (this.processes.running[process] === 0 || this.isOut[process] === 1) return;
    if (this.silentUs(process, nowUs) < this.sessionUs) return;
    this.mustJoin[process] = 0;
    this.isMember[process] = 1;
    this.silentSinceUs[process] = Infinity;
    this.rebalance(this.groupOf(process), nowUs);
  }

  /** Everybody in the group stands still, lets go, and goes on after the rebalance. */
  rebalance(group: number, nowUs: number): void {
    this.rebalancing[group] = (this.rebalancing[group] ?? 0) + 1;
    const consumers = this.consumersOf(group);
    for (const process of this.members(group)) {
      consumers.stop(process);
      this.port.forget(process, false, nowUs);
      consumers.rewind(process);
    }
    this.port.at(nowUs + this.rebalanceUs, 'rebalanced', group);
  }

  onRebalanced(group: number, nowUs: number): void {
    const left = (this.rebalancing[group] ?? 1) - 1;
    this.rebalancing[group] = left;
    if (left > 0) return;
    const consumers = this.consumersOf(group);
    consumers.assign(this.groupIn(group), (process) => this.isMember[process] === 1);
    for (const process of this.members(group)) {
      if (this.isMember[process] === 0 || this.silentSinceUs[process] !== Infinity) continue;
      this.port.resuming(process, nowUs);
      consumers.resume(process, nowUs);
    }
  }

  /** Asks to join, as soon as the process's old session is gone. */
  private join(process: number, nowUs: number): void {
    const leftUs = this.sessionUs - this.silentUs(process, nowUs);
    this.port.at(nowUs + Math.max(0, leftUs), 'join', process);
  }

  /** How long nobody has heard of the process; negative and infinite while it is heard. */
  private silentUs(process: number, nowUs: number): number {
    return nowUs - (this.silentSinceUs[process] ?? Infinity);
  }

  private fallSilent(process: number, nowUs: number): void {
    this.silentSinceUs[process] = nowUs;
    this.consumers(process).stop(process);
    if ((this.processes.replicas[this.groupOf(process)] ?? 0) > 1) {
      this.port.at(nowUs + this.sessionUs + this.heartbeatUs, 'sessionEnd', process);
    }
  }

  private members(group: number): readonly number[] {
    const first = this.processes.first[group] ?? 0;
    return Array.from({ length: this.processes.replicas[group] ?? 0 }, (_, replica) => first + replica);
  }

  private groupOf(process: number): number {
    return this.processes.groupOf[process] ?? 0;
  }

  private consumers(process: number): Consumers {
    return this.consumersOf(this.groupOf(process));
  }
}
