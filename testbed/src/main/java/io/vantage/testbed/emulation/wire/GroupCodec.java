package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.Datapath;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Group;
import java.util.ArrayList;
import java.util.List;

/** Group messages of OpenFlow 1.3 (sections 7.3.4.2 and 7.3.5.8 to 7.3.5.10). */
public final class GroupCodec {
  private static final int BUCKET_HEADER = 16;

  private GroupCodec() {}

  /** Reads a group-mod, beginning after the header, and carries it out. */
  public static void apply(ByteBuf in, Datapath datapath) {
    if (in.readableBytes() < 8) {
      throw ErrorKind.BAD_LENGTH.because("the group-mod is cut short");
    }
    int command = in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.skipBytes(1);
    int id = in.readInt();
    if (command > 2) {
      throw ErrorKind.BAD_GROUP_COMMAND.because("command " + command);
    }
    if (command == 2) {
      datapath.deleteGroup(id);
      return;
    }
    Group.Type[] types = Group.Type.values();
    if (type >= types.length) {
      throw ErrorKind.BAD_GROUP_TYPE.because("type " + type);
    }
    List<Group.Bucket> buckets = readBuckets(in);
    if (command == 0) {
      datapath.addGroup(id, types[type], buckets);
    } else {
      datapath.modifyGroup(id, types[type], buckets);
    }
  }

  private static List<Group.Bucket> readBuckets(ByteBuf in) {
    List<Group.Bucket> buckets = new ArrayList<>();
    while (in.isReadable()) {
      int length = in.readableBytes() < BUCKET_HEADER ? 0 : in.readUnsignedShort();
      if (length < BUCKET_HEADER || length - 2 > in.readableBytes()) {
        throw ErrorKind.BAD_BUCKET.because("bucket length " + length);
      }
      ByteBuf bucket = in.readSlice(length - 2);
      int weight = bucket.readUnsignedShort();
      int watchPort = bucket.readInt();
      int watchGroup = bucket.readInt();
      bucket.skipBytes(4);
      buckets.add(new Group.Bucket(weight, watchPort, watchGroup, Actions13.read(bucket)));
    }
    return buckets;
  }

  static void writeStatistics(ByteBuf out, Group group, int references, long nowNanos) {
    int start = out.writerIndex();
    out.writeShort(0).writeZero(2).writeInt(group.id()).writeInt(references).writeZero(4);
    out.writeLong(group.packets()).writeLong(group.bytes());
    Events.writeDuration(out, group.durationNanos(nowNanos));
    for (int i = 0; i < group.buckets().size(); i++) {
      out.writeLong(group.bucketPackets(i)).writeLong(group.bucketBytes(i));
    }
    out.setShort(start, out.writerIndex() - start);
  }

  static void writeDescription(ByteBuf out, Group group) {
    int start = out.writerIndex();
    out.writeShort(0).writeByte(group.type().wire()).writeByte(0).writeInt(group.id());
    for (Group.Bucket bucket : group.buckets()) {
      int at = out.writerIndex();
      out.writeShort(0).writeShort(bucket.weight());
      out.writeInt(bucket.watchPort()).writeInt(bucket.watchGroup()).writeZero(4);
      Actions13.write(out, bucket.actions());
      out.setShort(at, out.writerIndex() - at);
    }
    out.setShort(start, out.writerIndex() - start);
  }

  static void writeFeatures(ByteBuf out, int maxGroups) {
    int actions = 1 | 1 << 17 | 1 << 18 | 1 << 21 | 1 << 22 | 1 << 23 | 1 << 24 | 1 << 25;
    int allTypes = 0xf;
    int selectWeightLivenessChaining = 0xf;
    out.writeInt(allTypes).writeInt(selectWeightLivenessChaining);
    for (int i = 0; i < 4; i++) {
      out.writeInt(maxGroups);
    }
    for (int i = 0; i < 4; i++) {
      out.writeInt(actions);
    }
  }
}
