package io.vantage.openflow.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.model.SwitchDescription;
import io.vantage.openflow.codec.ColdCodec;
import io.vantage.openflow.codec.Errors;
import io.vantage.openflow.codec.Hello;
import io.vantage.openflow.codec.MessageType;
import io.vantage.southbound.SwitchGoneException;
import io.vantage.southbound.SwitchRefusedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * From HELLO to a switch of which everything is known: version, features, configuration,
 * description, ports. Only then does it give its place in the pipeline to {@link SwitchHandler}, so
 * no packet-in gets past it. A peer that has not come so far by the deadline is cut off.
 */
final class Handshake extends SimpleChannelInboundHandler<ByteBuf> {
  private final Connection connection;
  private final Map<Integer, Port> ports = new LinkedHashMap<>();
  private Optional<OpenFlowVersion> version = Optional.empty();
  private Optional<DatapathId> device = Optional.empty();

  Handshake(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Duration deadline = connection.context().settings().handshakeDeadline();
    context
        .executor()
        .schedule(
            () -> checkDeadline(context, deadline), deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void checkDeadline(ChannelHandlerContext context, Duration deadline) {
    if (!context.isRemoved() && context.channel().isActive()) {
      connection.reject("did not complete the handshake within " + deadline.toMillis() + " ms");
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
    connection.lane().reading();
    int type = MessageType.of(frame);
    if (type == MessageType.ECHO_REQUEST) {
      connection.answerEcho(frame);
    } else if (version.isEmpty()) {
      negotiate(context, frame, type);
    } else if (type == MessageType.ERROR) {
      connection.error(frame);
    } else if (type == MessageType.PORT_STATUS) {
      portStatus(frame);
    } else {
      connection.reply(frame);
    }
  }

  private void negotiate(ChannelHandlerContext context, ByteBuf frame, int type) {
    if (type == MessageType.ERROR) {
      String error = Errors.read(frame, OpenFlowVersion.OF_1_3).text();
      connection.reject("refused the handshake: " + error);
      return;
    }
    if (type != MessageType.HELLO) {
      return;
    }
    version = Hello.negotiate(frame);
    if (version.isEmpty()) {
      ByteBuf out = connection.buffer(12);
      Hello.writeIncompatible(MessageType.version(frame), MessageType.xid(frame), out);
      connection.complain("closing {}: it speaks neither OpenFlow 1.0 nor 1.3");
      context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    connection.negotiated(version.get());
    inquire(context, version.get());
  }

  private void inquire(ChannelHandlerContext context, OpenFlowVersion negotiated) {
    connection
        .request(
            MessageType.FEATURES_REPLY,
            (xid, out) -> ColdCodec.writeFeaturesRequest(negotiated, xid, out),
            ColdCodec::features)
        .thenCompose(
            features -> {
              device = Optional.of(features.device());
              return configure(negotiated, features)
                  .thenAccept(description -> complete(context, features, description));
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null && !(failure.getCause() instanceof SwitchGoneException)) {
                connection.reject("failed the handshake: " + failure.getMessage());
              }
            });
  }

  private CompletableFuture<SwitchDescription> configure(
      OpenFlowVersion negotiated, ColdCodec.Features features) {
    if (features.auxiliary() != 0) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("auxiliary connections are not supported"));
    }
    replacePorts(features.ports());
    connection.send((xid, out) -> ColdCodec.writeSetConfig(negotiated, xid, out));
    CompletableFuture<SwitchDescription> description =
        connection
            .multipart(
                (xid, out) -> ColdCodec.writeDescriptionRequest(negotiated, xid, out),
                ColdCodec::description)
            .thenApply(parts -> parts.isEmpty() ? SwitchDescription.UNKNOWN : parts.get(0))
            .exceptionally(Handshake::withoutDescription);
    if (negotiated == OpenFlowVersion.OF_1_0) {
      return description;
    }
    return description.thenCompose(
        known ->
            connection
                .multipart(
                    ColdCodec::writePortsRequest,
                    frame -> ColdCodec.ports(frame, features.device()))
                .thenApply(
                    found -> {
                      replacePorts(found);
                      return known;
                    }));
  }

  private static SwitchDescription withoutDescription(Throwable failure) {
    if (failure.getCause() instanceof SwitchRefusedException) {
      return SwitchDescription.UNKNOWN;
    }
    throw new CompletionException(failure);
  }

  private void replacePorts(List<Port> found) {
    ports.clear();
    found.forEach(port -> ports.put(port.number(), port));
  }

  private void portStatus(ByteBuf frame) {
    device.ifPresent(
        known -> {
          ColdCodec.PortStatus status = ColdCodec.portStatus(frame, known);
          int number = status.port().number();
          if (status.removed()) {
            ports.remove(number);
          } else if (PortNumbers.isOrdinary(number)) {
            ports.put(number, status.port());
          }
        });
  }

  private void complete(
      ChannelHandlerContext context, ColdCodec.Features features, SwitchDescription description) {
    ConnectedSwitch connected = new ConnectedSwitch(connection, features.device());
    connection.ownedBy(connected);
    connection
        .context()
        .switches()
        .claim(connected, () -> activate(context, connected, features, description));
  }

  private void activate(
      ChannelHandlerContext context,
      ConnectedSwitch connected,
      ColdCodec.Features features,
      SwitchDescription description) {
    if (!context.channel().isActive()) {
      return;
    }
    context.pipeline().replace(this, "switch", new SwitchHandler(connection, connected));
    connected.announce(description, features.tables(), List.copyOf(ports.values()));
  }
}
