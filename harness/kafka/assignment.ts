/**
 * Which member of a group reads which partition: partition p belongs to replica p mod replicas, of every topic, and
 * moves only for as long as its owner is away. So the streams of one request always meet in one process, and the
 * simulator and a live run agree on who reads what.
 *
 * Kafka leaves this to the group: each member says its replica number when it joins, and one of them deals. The
 * round-robin of kafkajs deals all partitions anew when a member leaves, and topics that are read together apart.
 */
import kafkajs, { type PartitionAssigner } from 'kafkajs';

export interface Member {
  readonly id: string;
  readonly replica: number;
}

/** The owner of a partition among those present, given in any order; undefined where nobody is. */
export function ownerOf(partition: number, replicas: number, present: readonly Member[]): Member | undefined {
  const home = present.find(({ replica }) => replica === partition % replicas);
  const inOrder = present.toSorted((a, b) => a.replica - b.replica);
  return home ?? inOrder[partition % Math.max(1, inOrder.length)];
}

const NAME = 'rendezvous';
const VERSION = 0;
const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

/** For the member that is this replica of so many. */
export function assignerOf(replica: number, replicas: number): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.from(String(replica)) }),
    }),
    async assign({ members, topics }) {
      const present = members.map(({ memberId, memberMetadata }) => ({
        id: memberId,
        replica: Number(MemberMetadata.decode(memberMetadata)?.userData.toString()),
      }));
      const partitionsOf = (topic: string) =>
        cluster.findTopicPartitionMetadata(topic).map((each) => each.partitionId);
      return present.map((member) => ({
        memberId: member.id,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          userData: Buffer.alloc(0),
          assignment: Object.fromEntries(
            topics.map((topic) => [
              topic,
              partitionsOf(topic).filter((each) => ownerOf(each, replicas, present) === member),
            ]),
          ),
        }),
      }));
    },
  });
}
