package io.vantage.cluster.atomix;

import io.atomix.cluster.ClusterMembershipEventListener;
import io.atomix.cluster.ClusterMembershipService;
import io.atomix.cluster.Member;
import io.atomix.cluster.MemberId;
import io.atomix.utils.net.Address;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the engine who is in the cluster: the configured replicas, for ever. Immutable. */
final class StaticMembership implements ClusterMembershipService {
  private final Map<MemberId, Member> members = new LinkedHashMap<>();
  private final Member local;

  StaticMembership(ReplicaId local, List<Replica> replicas) {
    for (Replica replica : replicas) {
      MemberId id = idOf(replica.id());
      // The engine never connects by itself, so that the address is of no use to it. Giving it an
      // unresolved one keeps it from asking a name server.
      members.put(
          id, Member.builder(id).withAddress(Address.from("127.0.0.1", replica.port())).build());
    }
    this.local = members.get(idOf(local));
  }

  static MemberId idOf(ReplicaId replica) {
    return MemberId.from(replica.name());
  }

  static ReplicaId replicaOf(MemberId member) {
    return new ReplicaId(member.id());
  }

  @Override
  public Member getLocalMember() {
    return local;
  }

  @Override
  public Set<Member> getMembers() {
    return new LinkedHashSet<>(members.values());
  }

  @Override
  public Member getMember(MemberId id) {
    return members.get(id);
  }

  @Override
  public void addListener(ClusterMembershipEventListener listener) {
    // Membership never changes.
  }

  @Override
  public void removeListener(ClusterMembershipEventListener listener) {
    // Membership never changes.
  }
}
