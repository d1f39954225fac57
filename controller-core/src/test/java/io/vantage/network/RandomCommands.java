package io.vantage.network;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.Meter;
import io.vantage.network.NetworkCommand.Report;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** An endless mix of commands for a few switches of one partition, from a seed. */
final class RandomCommands {
  private final Random random;

  RandomCommands(long seed) {
    random = new Random(seed);
  }

  NetworkCommand next() {
    DatapathId device = new DatapathId(1 + random.nextInt(4));
    int number = 1 + random.nextInt(4);
    ConnectPoint place = new ConnectPoint(device, number);
    Link link = new Link(place, new ConnectPoint(new DatapathId(1 + random.nextInt(4)), number));
    return switch (random.nextInt(20)) {
      case 0 -> TestNetwork.connectCommand(device, 1 + random.nextInt(4));
      case 1 -> new NetworkCommand.DisconnectDevice(device);
      case 2 -> new NetworkCommand.RemoveDevice(device);
      case 3, 4 ->
          new NetworkCommand.UpdatePort(TestNetwork.port(device, number, random.nextInt(3) > 0));
      case 5 -> new NetworkCommand.RemovePort(device, number);
      case 6, 7 -> new NetworkCommand.UpdateLink(link);
      case 8 -> new NetworkCommand.RemoveLink(link);
      case 9, 10 ->
          new NetworkCommand.UpdateHost(
              new Host(
                  new MacAddress(random.nextInt(6)), 0, Set.of(), place, random.nextInt(1000)));
      case 11 ->
          new NetworkCommand.RemoveHost(
              device, new MacAddress(random.nextInt(6)), 0, random.nextInt(1000));
      case 12, 13 ->
          new NetworkCommand.AddFlows(
              device,
              IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> rule(device)).toList());
      case 14 -> new NetworkCommand.RemoveFlows(device, List.of(rule(device).key()));
      case 15, 16 ->
          new NetworkCommand.ReportFlows(
              device, List.of(report(rule(device).key()), report(rule(device).key())));
      case 17 ->
          random.nextBoolean()
              ? new NetworkCommand.PutGroup(
                  new Group(device, number, Group.Type.ALL, List.of(), "" + random.nextInt(2)))
              : new NetworkCommand.ReportGroups(device, List.of(report(number)));
      case 18 ->
          random.nextBoolean()
              ? new NetworkCommand.PutMeter(
                  new Meter(device, number, Meter.Unit.KBPS, random.nextInt(3), 0, "t"))
              : new NetworkCommand.RemoveMeter(device, number);
      default -> new NetworkCommand.RaiseGeneration(device, random.nextInt(100));
    };
  }

  private FlowRule rule(DatapathId device) {
    return FlowRule.on(device)
        .priority(random.nextInt(3))
        .match(new MatchField.InPort(1 + random.nextInt(2)))
        .output(1 + random.nextInt(2))
        .build();
  }

  private <K> Report<K> report(K key) {
    long revision = 1 + random.nextInt(60);
    return switch (random.nextInt(4)) {
      case 0 -> Report.added(key, revision);
      case 1 -> Report.failed(key, revision, "r" + random.nextInt(2));
      case 2 -> Report.missing(key, revision);
      default -> Report.removed(key, revision);
    };
  }
}
