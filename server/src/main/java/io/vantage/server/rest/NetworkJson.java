package io.vantage.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.model.ConnectPoint;
import io.vantage.model.Device;
import io.vantage.model.Group;
import io.vantage.model.GroupEntry;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.Meter;
import io.vantage.model.MeterEntry;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.model.SwitchDescription;
import java.time.Instant;

/** The model's records in JSON. */
final class NetworkJson {
  private NetworkJson() {}

  static void write(Device device, ObjectNode into) {
    SwitchDescription description = device.description();
    into.put("id", device.id().toString());
    into.put("connected", device.connected());
    into.put("openflow", device.version().toString());
    into.put("tables", device.tables());
    into.put("manufacturer", description.manufacturer());
    into.put("hardware", description.hardware());
    into.put("software", description.software());
    into.put("serialNumber", description.serialNumber());
    into.put("datapath", description.datapath());
  }

  static void write(Port port, ObjectNode into) {
    into.put("device", port.device().toString());
    putPort(into, "port", port.number());
    into.put("name", port.name());
    into.put("mac", port.mac().toString());
    into.put("up", port.up());
    into.put("speedKbps", port.speedKbps());
  }

  static void write(Link link, ObjectNode into) {
    write(link.from(), into.putObject("from"));
    write(link.to(), into.putObject("to"));
  }

  static void write(ConnectPoint point, ObjectNode into) {
    into.put("device", point.device().toString());
    putPort(into, "port", point.port());
  }

  static void write(Host host, ObjectNode into) {
    into.put("mac", host.mac().toString());
    into.put("vlan", host.vlan());
    var addresses = into.putArray("addresses");
    host.addresses().stream().map(a -> a.getHostAddress()).sorted().forEach(addresses::add);
    write(host.location(), into.putObject("location"));
    into.put("since", Instant.ofEpochMilli(host.sinceMillis()).toString());
  }

  static void write(GroupEntry entry, ObjectNode into) {
    Group group = entry.group();
    into.put("device", group.device().toString());
    into.put("id", Integer.toUnsignedLong(group.id()));
    into.put("type", JsonInput.word(group.type()));
    var buckets = into.putArray("buckets");
    for (Group.Bucket bucket : group.buckets()) {
      ObjectNode node = buckets.addObject();
      node.put("weight", bucket.weight());
      if (bucket.watchPort() != PortNumbers.ANY) {
        putPort(node, "watchPort", bucket.watchPort());
      }
      RuleJson.write(bucket.actions(), node.putArray("actions"));
    }
    into.put("owner", group.owner());
    into.put("state", entry.state().name());
    into.put("reason", entry.reason());
    into.put("revision", entry.revision());
  }

  static void write(MeterEntry entry, ObjectNode into) {
    Meter meter = entry.meter();
    into.put("device", meter.device().toString());
    into.put("id", Integer.toUnsignedLong(meter.id()));
    into.put("unit", JsonInput.word(meter.unit()));
    into.put("rate", meter.rate());
    into.put("burst", meter.burst());
    into.put("owner", meter.owner());
    into.put("state", entry.state().name());
    into.put("reason", entry.reason());
    into.put("revision", entry.revision());
  }

  /** Ordinary ports as numbers, reserved ones by name. */
  private static void putPort(ObjectNode into, String name, int port) {
    String text = PortNumbers.text(port);
    if (Character.isDigit(text.charAt(0))) {
      into.put(name, Integer.toUnsignedLong(port));
    } else {
      into.put(name, text);
    }
  }
}
