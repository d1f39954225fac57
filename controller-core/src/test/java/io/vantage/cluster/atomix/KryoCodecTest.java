package io.vantage.cluster.atomix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.atomix.KryoCodec.Type;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KryoCodecTest {
  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "a constant with a body is a class of its own";
      }
    }
  }

  sealed interface Shape {}

  record Point(int x, long y) implements Shape {}

  record Empty() implements Shape {}

  @SuppressWarnings("ArrayRecordComponent")
  record Everything(
      int number,
      long large,
      boolean flag,
      String text,
      byte[] bytes,
      InetAddress address,
      Colour colour,
      Point point,
      Shape shape,
      List<Point> points,
      List<Shape> shapes,
      Set<String> names,
      Optional<String> maybe,
      OptionalInt maybeNumber) {}

  record Box<T>(T content) {}

  record NoWay(Thread thread) {}

  private static final KryoCodec CODEC =
      new KryoCodec(
          7,
          List.of(
              new Type(10, Everything.class),
              new Type(11, Point.class),
              new Type(12, Empty.class),
              new Type(13, Box.class)));

  private static Everything everything(Set<String> names) throws Exception {
    return new Everything(
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        true,
        "täxt €",
        new byte[] {0, -1, 5},
        InetAddress.getByName("::1"),
        Colour.GREEN,
        new Point(-1, 1L << 40),
        new Empty(),
        List.of(new Point(1, 2), new Point(3, 4)),
        List.of(new Empty(), new Point(5, 6)),
        names,
        Optional.of("here"),
        OptionalInt.of(-5));
  }

  @Test
  void shouldReadEveryKindOfComponent() throws Exception {
    Everything written = everything(Set.of("a", "bb", ""));

    Everything read = CODEC.decode(CODEC.encode(written), Everything.class);

    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(read.bytes()).isEqualTo(written.bytes());
  }

  @Test
  void shouldWriteEqualSetsAsEqualBytes() throws Exception {
    List<String> names = IntStream.range(0, 50).mapToObj(i -> "name" + i).toList();
    Set<String> ascending = new java.util.LinkedHashSet<>(names);
    Set<String> shuffled = names.stream().sorted().collect(Collectors.toSet());

    assertThat(CODEC.encode(everything(ascending))).isEqualTo(CODEC.encode(everything(shuffled)));
  }

  @Test
  void shouldNameTheComponentThatIsNull() {
    assertThatThrownBy(() -> CODEC.encode(new Box<Point>(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Box.content is null");
    assertThatThrownBy(() -> CODEC.encode(null)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseToWriteATypeThatIsNotInTheList() {
    assertThatThrownBy(() -> CODEC.encode(new Box<>(Thread.currentThread())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Thread");
    assertThatThrownBy(() -> CODEC.encode(new Box<>("a bare string")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("String");
  }

  @Test
  void shouldStillWorkAfterARefusal() {
    assertThatThrownBy(() -> CODEC.encode(new Box<>(Thread.currentThread())))
        .isInstanceOf(IllegalArgumentException.class);

    Box<?> read = CODEC.decode(CODEC.encode(new Box<>(4)), Box.class);

    assertThat(read.content()).isEqualTo(4);
  }

  @Test
  void shouldRefuseMessagesBeyondItsLimit() {
    List<Point> many =
        IntStream.range(0, 200_000).mapToObj(i -> new Point(i, Long.MIN_VALUE)).toList();

    assertThatThrownBy(
            () ->
                CODEC.encode(
                    new Box<>(
                        new Everything(
                            0,
                            0,
                            false,
                            "",
                            new byte[0],
                            InetAddress.getLoopbackAddress(),
                            Colour.RED,
                            new Point(0, 0),
                            new Empty(),
                            many,
                            List.of(),
                            Set.of(),
                            Optional.empty(),
                            OptionalInt.empty()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Box");
  }

  @Test
  void shouldRefuseNestingWithoutEnd() {
    byte[] nested = new byte[5000];
    Arrays.fill(nested, (byte) (13 + 2)); // a box in a box in a box
    nested[0] = 7;

    assertThatThrownBy(() -> CODEC.decode(nested, Box.class))
        .isInstanceOf(IncompatibleUpdateException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void shouldRefuseALengthThatTheInputCannotHold() {
    byte[] bytes = new byte[64]; // a text that claims two gigabytes
    bytes[0] = 7;
    bytes[1] = 10 + 2;
    bytes[4] = 1;
    Arrays.fill(bytes, 5, 9, (byte) 0xff);
    bytes[9] = 7;

    assertThatThrownBy(() -> CODEC.decode(bytes, Everything.class))
        .isInstanceOf(IncompatibleUpdateException.class)
        .hasMessageContaining("length 2147483647");
  }

  @Test
  void shouldRefuseMistakesInTheList() {
    assertThatThrownBy(() -> new KryoCodec(1, List.of(new Type(3, Point.class))))
        .hasMessageContaining("type id 3");
    assertThatThrownBy(
            () -> new KryoCodec(1, List.of(new Type(10, Point.class), new Type(10, Empty.class))))
        .hasMessageContaining("type id 10 of Empty is taken");
    assertThatThrownBy(() -> new KryoCodec(1, List.of(new Type(10, String.class))))
        .hasMessageContaining("not a record");
    assertThatThrownBy(() -> new KryoCodec(1, List.of(new Type(10, NoWay.class))))
        .hasMessageContaining("no way to write a java.lang.Thread");
    assertThatThrownBy(() -> new KryoCodec(256, List.of())).hasMessageContaining("256");
  }
}
