package io.vantage.testbed.emulation.wire;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.Field;
import io.vantage.testbed.emulation.datapath.FieldMatch;
import io.vantage.testbed.emulation.datapath.Match;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code ofp_match} of OpenFlow 1.3: a list of OXM fields (section 7.2.3). */
public final class Match13 {
  private static final int TYPE_OXM = 1;
  private static final int BASIC = 0x8000;

  private Match13() {}

  /** Reads a match with its padding; throws a refusal for anything the specification forbids. */
  public static Match read(ByteBuf in) {
    if (in.readableBytes() < 8) {
      throw ErrorKind.BAD_MATCH_LENGTH.because("the match is cut short");
    }
    int type = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (type != TYPE_OXM) {
      throw ErrorKind.BAD_MATCH_TYPE.because("match type " + type);
    }
    int padded = (length + 7) / 8 * 8;
    if (length < 4 || padded - 4 > in.readableBytes()) {
      throw ErrorKind.BAD_MATCH_LENGTH.because("match length " + length);
    }
    ByteBuf oxm = in.readSlice(length - 4);
    in.skipBytes(padded - length);
    List<FieldMatch> fields = new ArrayList<>();
    Set<Field> seen = EnumSet.noneOf(Field.class);
    while (oxm.isReadable()) {
      FieldMatch field = readField(oxm, true);
      if (!seen.add(field.field())) {
        throw ErrorKind.DUPLICATE_MATCH_FIELD.because(field.field().name());
      }
      if (field.maskHigh() != 0 || field.maskLow() != 0) {
        fields.add(field);
      }
    }
    Match match = new Match(fields);
    Prerequisites.check(match);
    return match;
  }

  /** Reads one OXM field; a mask is only allowed in a match. */
  static FieldMatch readField(ByteBuf in, boolean maskAllowed) {
    if (in.readableBytes() < 4) {
      throw ErrorKind.BAD_MATCH_LENGTH.because("an OXM header is cut short");
    }
    int oxmClass = in.readUnsignedShort();
    int codeAndMask = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    boolean masked = (codeAndMask & 1) != 0;
    if (oxmClass != BASIC) {
      throw ErrorKind.BAD_MATCH_FIELD.because("OXM class " + Integer.toHexString(oxmClass));
    }
    Field field =
        Field.ofCode(codeAndMask >>> 1)
            .orElseThrow(
                () -> ErrorKind.BAD_MATCH_FIELD.because("OXM field " + (codeAndMask >>> 1)));
    if (length != field.bytes() * (masked ? 2 : 1) || in.readableBytes() < length) {
      throw ErrorKind.BAD_MATCH_LENGTH.because(field + " with length " + length);
    }
    if (masked && (!maskAllowed || !field.maskable())) {
      throw ErrorKind.BAD_MATCH_MASK.because(field + " takes no mask");
    }
    long high = readHigh(in, field);
    long low = readLow(in, field);
    long maskHigh = masked ? readHigh(in, field) : field.onesHigh();
    long maskLow = masked ? readLow(in, field) : field.onesLow();
    if (!masked && (low & ~maskLow) != 0) {
      throw ErrorKind.BAD_MATCH_VALUE.because(field + " value " + Long.toHexString(low));
    }
    if ((high & ~maskHigh) != 0 || (low & ~maskLow) != 0) {
      throw ErrorKind.BAD_WILDCARDS.because(field + " has value bits outside its mask");
    }
    return new FieldMatch(field, high, low, maskHigh & field.onesHigh(), maskLow & field.onesLow());
  }

  /** Writes a match with its padding. */
  public static void write(ByteBuf out, Match match) {
    int start = out.writerIndex();
    out.writeShort(TYPE_OXM).writeShort(0);
    for (FieldMatch field : match.fields()) {
      writeField(out, field);
    }
    int length = out.writerIndex() - start;
    out.setShort(start + 2, length);
    out.writeZero((length + 7) / 8 * 8 - length);
  }

  static void writeField(ByteBuf out, FieldMatch match) {
    Field field = match.field();
    boolean masked = !match.isExact();
    out.writeShort(BASIC).writeByte(field.code() << 1 | (masked ? 1 : 0));
    out.writeByte(field.bytes() * (masked ? 2 : 1));
    writeValue(out, field, match.high(), match.low());
    if (masked) {
      writeValue(out, field, match.maskHigh(), match.maskLow());
    }
  }

  private static long readHigh(ByteBuf in, Field field) {
    return field.bytes() == 16 ? in.readLong() : 0;
  }

  private static long readLow(ByteBuf in, Field field) {
    long value = 0;
    for (int i = 0; i < Math.min(8, field.bytes()); i++) {
      value = value << 8 | in.readUnsignedByte();
    }
    return value;
  }

  private static void writeValue(ByteBuf out, Field field, long high, long low) {
    if (field.bytes() == 16) {
      out.writeLong(high);
    }
    for (int i = Math.min(8, field.bytes()) - 1; i >= 0; i--) {
      out.writeByte((int) (low >>> (8 * i)));
    }
  }
}
